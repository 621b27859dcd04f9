package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Kind;
import io.deputy.capability.Request;
import io.deputy.capability.Visibility;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.Decision;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.PastDecision;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Unseen;
import io.deputy.verify.Verifier;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides again what a gateway decided, under the bundle that it used: the keys of then, and the
 * revocations up to its place. The first reason to refuse is the answer, as it is at the gateway.
 * What else can have been a reason there does not stand in the record: the proof of the holder's
 * key, the gateway's own rules, its central policy.
 */
final class Redecision {
  /** Reasons that follow from what stands in the record, if the token can be read. */
  private static final Set<Reason> OF_THE_TOKEN =
      EnumSet.of(
          Reason.TOKEN_EXPIRED,
          Reason.TOKEN_NOT_YET_VALID,
          Reason.AUDIENCE_MISMATCH,
          Reason.TOKEN_REVOKED);

  /** Reasons that follow from it too, but for the moment at which a key became known. */
  private static final Set<Reason> OF_KEYS =
      EnumSet.of(
          Reason.ROOT_KEY_UNKNOWN,
          Reason.ATTESTATION_KEY_UNKNOWN,
          Reason.KEY_COMPROMISED,
          Reason.KEY_RETIRED);

  /** Reasons of the verifier for what is asked with a token that is honoured. */
  private static final Set<Reason> OF_THE_REQUEST =
      EnumSet.of(
          Reason.REQUEST_NOT_WITHIN_RIGHTS,
          Reason.CHECK_FAILED,
          Reason.FACT_UNKNOWN,
          Reason.EVALUATION_LIMIT,
          Reason.EVALUATION_ERROR);

  private final DecisionEntry row;
  private final DecisionRecord record;
  private final Grounds grounds;
  private final PastDecision past;
  private final Revocations revoked;
  private final Findings findings;

  private Redecision(
      DecisionEntry row,
      DecisionRecord record,
      String issuer,
      List<RevocationEntry> revocations,
      Grounds grounds,
      Findings findings) {
    this.row = row;
    this.record = record;
    this.grounds = grounds;
    this.findings = findings;
    this.past = new PastDecision(row.gateway(), record.time());
    long to = record.bundle().map(DecisionRecord.BundleUsed::to).orElse(0L);
    List<Revocation> known =
        revocations.stream()
            .filter(r -> r.cursor() <= to)
            .map(RevocationEntry::revocation)
            .toList();
    this.revoked = Revocations.NONE.with(issuer, known);
  }

  /** What comes out of deciding it again. */
  private sealed interface Answer {
    /** The same verdict, as far as it follows from the record. */
    record Refused(Verdict verdict) implements Answer {}

    /** Nothing of the record refuses it. */
    record NotRefused() implements Answer {}

    /** That cannot be said. */
    record Unknown(String why) implements Answer {}
  }

  /**
   * @param claims the blocks of the token, if they are on record
   * @param chain the same, if they verify
   */
  static void run(
      DecisionEntry row,
      DecisionRecord record,
      Optional<UnverifiedChain> claims,
      Optional<UnprovenChain> chain,
      List<RevocationEntry> revocations,
      Grounds grounds,
      Findings findings) {
    String issuer = claims.map(UnverifiedChain::issuer).orElse("");
    Redecision again = new Redecision(row, record, issuer, revocations, grounds, findings);
    if (record.bundle().isEmpty()) {
      again.withoutBundle();
    } else if (claims.isEmpty()) {
      again.unknown("no token that can be read is on record");
    } else if (record.token() instanceof RecordedToken.Verified) {
      again.honoured(claims.get(), chain);
    } else {
      again.turnedAway(claims.get(), chain);
    }
  }

  private void withoutBundle() {
    Verdict expected = new Verdict.Undecided(Reason.BUNDLE_MISSING);
    if (!record.verdict().equals(expected)) {
      differs(text(expected));
    }
  }

  /** Whoever was turned away showed a token that was not honoured; which key is not known. */
  private void turnedAway(UnverifiedChain claims, Optional<UnprovenChain> chain) {
    Optional<Reason> said = record.verdict().why();
    Optional<Refusal> found = refusal(claims, chain);
    if (said.isEmpty()) {
      differs("denied");
    } else if (found.isPresent() && found.get().reason() == said.get()) {
      return;
    } else if (OF_KEYS.contains(said.get()) || said.get() == Reason.SIGNATURE_INVALID) {
      unknown(
          found.isPresent()
              ? "which keys the gateway knew by then"
              : "what ended the token, and which keys the gateway knew by then");
    } else if (OF_THE_TOKEN.contains(said.get())) {
      differs(found.map(r -> "denied " + r.reason().code()).orElse("not " + said.get().code()));
    } else {
      turnedAwayForMore(claims, said.get(), found);
    }
  }

  private void turnedAwayForMore(UnverifiedChain claims, Reason said, Optional<Refusal> found) {
    boolean bearer = claims.last().holder().key().isBearer();
    boolean ofHolder = said == Reason.HOLDER_KEY_UNPROVEN || said == Reason.HOLDER_KEY_MISMATCH;
    if (ofHolder && found.isPresent()) {
      differs("denied " + found.get().reason().code());
    } else if ((ofHolder && bearer) || (said == Reason.BEARER_NOT_ALLOWED && !bearer)) {
      differs("not " + said.code() + ", by whom the token is bound to");
    } else {
      unknown("what " + said.code() + " rests on is not on record");
    }
  }

  /** Why the token was not honoured, as far as that follows from the record. */
  private Optional<Refusal> refusal(UnverifiedChain claims, Optional<UnprovenChain> chain) {
    try {
      past.requireClaimed(claims, revoked);
      TrustedKeys keys = grounds.keysAt(record.bundle().orElseThrow().issuedAt());
      UnprovenChain verified = claims.verifyBlocks(keys, chain);
      revoked.requireLive(verified);
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(refusal);
    }
  }

  private void honoured(UnverifiedChain claims, Optional<UnprovenChain> chain) {
    if (chain.isEmpty()) {
      unknown("the blocks of the token do not verify");
      return;
    }
    Optional<Refusal> refusal = refusal(claims, chain);
    try {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      Verifier.requireHolder(chain.get().last(), record.proven());
    } catch (Refusal notHonoured) {
      differs("denied " + notHonoured.reason().code());
      return;
    }
    compare(asked(chain.get()), record.verdict().why());
  }

  private void compare(Answer answer, Optional<Reason> said) {
    if (answer instanceof Answer.Unknown unknown) {
      unknown(unknown.why());
    } else if (answer instanceof Answer.Refused refused) {
      // A gateway's rule for one request comes before the next request.
      if (said.equals(Optional.of(Reason.BREAK_GLASS_NEEDED)) && record.requests().size() > 1) {
        unknown("which tools the gateway's routes mark destructive is not on record");
      } else if (!refused.verdict().equals(record.verdict())) {
        differs(text(refused.verdict()));
      }
    } else if (said.isPresent()) {
      if (OF_THE_REQUEST.contains(said.get()) && record.asking().isPresent()) {
        differs("allowed");
      } else {
        unknown("what " + said.get().code() + " rests on is not on record");
      }
    }
  }

  /** What comes out for everything that was asked: the first refusal. */
  private Answer asked(UnprovenChain chain) {
    if (record.requests().isEmpty()) {
      return new Answer.Unknown("what was asked is not on record");
    }
    boolean entry = record.asking().map(DecisionRecord.Asking::entry).orElse(false);
    for (RecordedRequest recorded : record.requests()) {
      Request request = recorded.known();
      if (entry && isSomethingThere(chain, request)) {
        continue;
      }
      if (recorded instanceof RecordedRequest.Redacted) {
        return new Answer.Unknown("a part of the request is hidden");
      }
      Optional<Decision> refusal = past.refusal(chain, request);
      if (refusal.isPresent()) {
        return record.asking().isEmpty()
                && request.kind() == Kind.MCP
                && isSomethingThere(chain, request)
            ? new Answer.Unknown("whether an entry was enough is not on record")
            : new Answer.Refused(Verdict.of(refusal.get()));
      }
    }
    for (int place : record.asking().map(DecisionRecord.Asking::unseen).orElse(List.of())) {
      if (record.requests().get(place).known() instanceof Request.Mcp call
          && !Unseen.isAllowed(chain, call)) {
        return new Answer.Refused(new Verdict.Denied(Reason.REQUEST_NOT_WITHIN_RIGHTS));
      }
    }
    return new Answer.NotRefused();
  }

  /** As it costs something, it is asked only where it matters. */
  private static boolean isSomethingThere(UnprovenChain chain, Request request) {
    return Visibility.of(chain.rights()).admitsSome(request.kind(), request.server());
  }

  private static String text(Verdict verdict) {
    return DecisionRecordJson.word(verdict)
        + verdict.why().map(reason -> " " + reason.code()).orElse("");
  }

  private void differs(String expected) {
    findings.differs(row.row(), "verdict", expected, text(record.verdict()));
  }

  private void unknown(String why) {
    findings.unknown(row.row(), "verdict", why);
  }
}
