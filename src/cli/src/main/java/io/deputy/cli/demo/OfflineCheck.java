package io.deputy.cli.demo;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.Hop;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.cli.Printable;
import io.deputy.json.Jwks;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The second half of the story: what a gateway makes of the last token, without any call. */
final class OfflineCheck {
  /** Longer than the last token lives. */
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Stage stage;
  private final Cast cast;

  OfflineCheck(Stage stage, Cast cast) {
    this.stage = stage;
    this.cast = cast;
  }

  /** Plays it with nothing but the token and a key set. */
  void play(Answer.Granted last, String keySet) throws Broken {
    try {
      Verifier verifier = new Verifier(Jwks.read(keySet));
      Bytes token = TokenText.read(last.token());
      stage.begin("a gateway verifies summarizer's token");
      show(verifier.verify(token), last);
      stage.begin("six requests with it (revocation not checked: that takes a trust bundle)");
      Instant now = Instant.now();
      for (Trial trial : trials()) {
        attempt(verifier, token, trial, now);
      }
    } catch (Refusal e) {
      throw new Broken("refused: " + e.reason().code() + ": " + e.getMessage(), e);
    }
  }

  private List<Trial> trials() {
    Agent holder = cast.summarizer();
    return List.of(
        Trial.allowed("search", holder),
        Trial.allowed("handbook", holder),
        Trial.refused("create", holder, Reason.REQUEST_NOT_WITHIN_RIGHTS),
        Trial.refused("search-too-much", holder, Reason.REQUEST_NOT_WITHIN_RIGHTS),
        new Trial(
            "search",
            ", by orchestrator, which got hold of the token",
            cast.orchestrator(),
            Duration.ZERO,
            Optional.of(Reason.HOLDER_KEY_MISMATCH)),
        new Trial("search", ", an hour later", holder, AN_HOUR, Optional.of(Reason.TOKEN_EXPIRED)));
  }

  private void show(VerifiedChain chain, Answer.Granted last) throws Broken {
    if (!chain.rights().sameAs(last.rights())) {
      throw new Broken("the token does not allow what the issuer said it allows");
    }
    String hops =
        chain.hops().stream()
            .map(hop -> Describe.escape(hop.holder().agent()))
            .collect(Collectors.joining(" -> "));
    Hop hop = chain.last();
    stage.show("chain", List.of(Describe.escape(chain.user().subject()) + " -> " + hops));
    stage.show("for", List.of(Describe.escape(String.join(", ", hop.audience()))));
    stage.show("until", List.of(hop.expiresAt().toString()));
    stage.show("size", List.of(last.token().length() + " characters"));
  }

  private void attempt(Verifier verifier, Bytes token, Trial trial, Instant now)
      throws Broken, Refusal {
    PresentedRequest presented = Requests.read(trial.file());
    Decision decision =
        verifier.check(
            token,
            presented,
            new ProvenKey(trial.presenter().key().thumbprint()),
            now.plus(trial.later()));
    String what = Describe.request(presented.request()) + trial.remark();
    if (decision instanceof Decision.Allowed) {
      require(trial, trial.refusal().isEmpty(), "was allowed");
      stage.allowed(what);
    } else if (decision instanceof Decision.Denied denied) {
      require(
          trial,
          trial.refusal().equals(Optional.of(denied.reason())),
          "was refused: " + denied.reason().code() + ": " + denied.detail());
      stage.refused(what, denied.reason().code(), Printable.line(denied.detail()));
    } else {
      throw new Broken("request \"" + trial.file() + "\" could not be decided: " + decision);
    }
  }

  private static void require(Trial trial, boolean asTold, String outcome) throws Broken {
    if (!asTold) {
      throw new Broken("request \"" + trial.file() + "\"" + trial.remark() + " " + outcome);
    }
  }
}
