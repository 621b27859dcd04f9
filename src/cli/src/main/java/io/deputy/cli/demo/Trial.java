package io.deputy.cli.demo;

import io.deputy.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that somebody tries with the last token.
 *
 * @param file which request
 * @param remark what is special about it; empty if nothing is
 * @param presenter whose key is proved
 * @param later how long after now it is tried
 * @param refusal why it should be refused, if it should
 */
record Trial(
    String file, String remark, Agent presenter, Duration later, Optional<Reason> refusal) {
  Trial {
    Objects.requireNonNull(file);
    Objects.requireNonNull(remark);
    Objects.requireNonNull(presenter);
    Objects.requireNonNull(later);
    Objects.requireNonNull(refusal);
  }

  static Trial allowed(String file, Agent presenter) {
    return new Trial(file, "", presenter, Duration.ZERO, Optional.empty());
  }

  static Trial refused(String file, Agent presenter, Reason reason) {
    return new Trial(file, "", presenter, Duration.ZERO, Optional.of(reason));
  }
}
