package io.deputy.issuer.admin;

import io.deputy.issuer.directory.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How an operator's request to change the directory ends, unless it is refused. */
public sealed interface Administered {
  /**
   * It was done, or would be.
   *
   * @param version the version in force now
   * @param tag the entity tag of what was written; none if that is gone, or was not written
   * @param created whether it was not there before
   * @param changes what differs from the version before; empty if nothing does
   * @param shrinkage which live tokens it would cut; only if nothing was done
   */
  record Done(
      long version,
      Optional<String> tag,
      boolean created,
      List<Change> changes,
      Optional<Shrinkage> shrinkage)
      implements Administered {
    public Done {
      Objects.requireNonNull(tag);
      changes = List.copyOf(changes);
      Objects.requireNonNull(shrinkage);
    }
  }

  /** The directory that would result is not valid, so nothing was done. */
  record Invalid(List<Fault> faults) implements Administered {
    public Invalid {
      faults = List.copyOf(faults);
    }

    static Invalid because(List<Problem> problems) {
      return new Invalid(problems.stream().map(p -> new Fault(p.pointer(), p.text())).toList());
    }
  }

  /**
   * One thing that is wrong with a directory.
   *
   * @param pointer where, as a JSON Pointer (RFC 6901)
   * @param text the place and what is wrong there: one line for people
   */
  record Fault(String pointer, String text) {
    public Fault {
      Objects.requireNonNull(pointer);
      Objects.requireNonNull(text);
    }
  }
}
