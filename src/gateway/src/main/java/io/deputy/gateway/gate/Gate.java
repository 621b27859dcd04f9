package io.deputy.gateway.gate;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Request;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Presented;
import io.deputy.gateway.routes.Route;
import io.deputy.verify.Decision;
import io.deputy.verify.Honoured;
import io.deputy.verify.Trust;
import io.deputy.verify.Unseen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Decides. In this order: is what is trusted fresh; who is asking, and is the key proved; does the
 * token allow each request; does the central policy; is it recorded. The first no is the answer,
 * and whatever goes wrong on the way is a no. Safe for any number of threads.
 */
public final class Gate {
  private final String gateway;
  private final Supplier<Trust> trust;
  private final HolderProofs proofs;
  private final CentralPolicy policy;
  private final Recorder recorder;
  private final Clock clock;
  private final BiConsumer<String, Optional<Reason>> count;

  /**
   * @param gateway its id, which tokens name as their audience
   * @param trust what is believed of the issuer now; asked for every decision
   * @param count told the route and, for a no, the reason of every verdict
   */
  public Gate(
      String gateway,
      Supplier<Trust> trust,
      HolderProofs proofs,
      CentralPolicy policy,
      Recorder recorder,
      Clock clock,
      BiConsumer<String, Optional<Reason>> count) {
    this.gateway = Objects.requireNonNull(gateway);
    this.trust = Objects.requireNonNull(trust);
    this.proofs = Objects.requireNonNull(proofs);
    this.policy = Objects.requireNonNull(policy);
    this.recorder = Objects.requireNonNull(recorder);
    this.clock = Objects.requireNonNull(clock);
    this.count = Objects.requireNonNull(count);
  }

  /** The id of this gateway. */
  public String gateway() {
    return gateway;
  }

  /** Finds out who is asking, where that belongs to no trace. */
  public Caller recognise(Credentials credentials, Route route) throws Refusal {
    return recognise(credentials, route, Optional.empty());
  }

  /**
   * Finds out who is asking.
   *
   * @param traceParent the W3C trace context that the message belongs to
   * @throws Refusal with the reason, if the gateway does not honour what was sent; it is recorded
   */
  public Caller recognise(Credentials credentials, Route route, Optional<String> traceParent)
      throws Refusal {
    Instant now = clock.instant();
    try {
      Trust trusted = trust.get();
      trusted.requireFresh(now);
      Presented presented = proofs.read(credentials, now);
      Honoured honoured =
          trusted.verifier().honour(presented.token(), gateway, presented.proven(), now);
      if (honoured.chain().last().holder().key().isBearer() && !route.terms().bearer()) {
        throw new Refusal(
            Reason.BEARER_NOT_ALLOWED,
            "this route takes only tokens that are bound to a key; ask the exchange for one");
      }
      return new Caller(honoured, presented.token(), presented.proven(), trusted);
    } catch (Refusal refusal) {
      turnAway(credentials, route, traceParent, Verdict.Refused.of(refusal));
      throw refusal;
    }
  }

  /** Counts and records that an adapter refused somebody of whom it is not known who it is. */
  public void turnAway(
      Credentials credentials, Route route, Optional<String> traceParent, Verdict.Refused refused) {
    count.accept(route.terms().id(), Optional.of(refused.reason()));
    var unused =
        guarded(
            () ->
                recorder.turnedAway(
                    credentials, route.terms().id(), traceParent, refused, clock.instant()));
  }

  /**
   * Counts and records that an adapter refused a message of a known caller before it was known what
   * it asks for: it cannot be read, or belongs to a session that is not the caller's.
   */
  public void turnAway(
      Caller caller, Route route, Optional<String> traceParent, Verdict.Refused refused) {
    count.accept(route.terms().id(), Optional.of(refused.reason()));
    var unused =
        guarded(() -> recorder.unread(caller, route, traceParent, refused, caller.honoured().at()));
  }

  /** Decides everything that one message asks for. The stage never fails. */
  public CompletionStage<Verdict> decide(Caller caller, Asked asked) {
    Optional<Verdict.Refused> no = firstRefused(caller, asked);
    CompletionStage<Verdict> decided =
        no.isPresent()
            ? CompletableFuture.completedFuture(no.get())
            : guarded(() -> policy.require(caller, asked))
                .handle(
                    (consent, failure) ->
                        consent == null ? refused(failure) : new Verdict.Passed(caller, consent));
    return decided.thenCompose(verdict -> recorded(caller, asked, verdict));
  }

  private CompletionStage<Verdict> recorded(Caller caller, Asked asked, Verdict verdict) {
    // Of the time that it was decided by, so that deciding it again gives the same.
    CompletionStage<Void> kept =
        guarded(() -> recorder.decided(caller, asked, verdict, caller.honoured().at()));
    CompletionStage<Verdict> answer =
        asked.route().terms().record()
            ? kept.handle((done, failure) -> failure == null ? verdict : unrecorded(verdict))
            : CompletableFuture.completedFuture(verdict);
    return answer.thenApply(
        said -> {
          count.accept(
              asked.route().terms().id(),
              said instanceof Verdict.Refused refused
                  ? Optional.of(refused.reason())
                  : Optional.empty());
          return said;
        });
  }

  /** Whoever throws at once failed, as if it had failed later. */
  private static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Verdict unrecorded(Verdict verdict) {
    return verdict instanceof Verdict.Refused
        ? verdict
        : new Verdict.Refused(
            Reason.RECORD_UNAVAILABLE,
            "the decision could not be recorded, so nothing passed; try again later",
            Optional.empty());
  }

  private Optional<Verdict.Refused> firstRefused(Caller caller, Asked asked) {
    for (Request request : asked.requests()) {
      if (asked.entry()
          && caller.honoured().visibility().admitsSome(request.kind(), request.server())) {
        continue;
      }
      Decision decision = caller.honoured().decide(request);
      if (decision instanceof Decision.Denied denied) {
        return Optional.of(
            new Verdict.Refused(denied.reason(), denied.detail(), Optional.of(request)));
      }
      if (decision instanceof Decision.Undecided undecided) {
        return Optional.of(
            new Verdict.Refused(undecided.reason(), undecided.detail(), Optional.of(request)));
      }
      if (asked.route() instanceof Route.Mcp mcp
          && isDestructive(mcp, request)
          && !isForEmergency(caller, mcp)) {
        return Optional.of(
            new Verdict.Refused(
                Reason.BREAK_GLASS_NEEDED,
                "this is destructive; ask the exchange for a token for it alone, with a purpose",
                Optional.of(request)));
      }
    }
    return asked.unseen().stream()
        .filter(call -> !Unseen.isAllowed(caller.honoured().chain(), call))
        .findFirst()
        .map(
            call ->
                new Verdict.Refused(
                    Reason.REQUEST_NOT_WITHIN_RIGHTS,
                    "the arguments are chosen later and not decided here, so the token must allow "
                        + call.name().map(Describe::quote).orElse("every tool")
                        + " with any arguments; ask the exchange for that, or name fewer tools",
                    Optional.of(call)));
  }

  private static boolean isDestructive(Route.Mcp route, Request request) {
    return request instanceof Request.Mcp call
        && call.operation().equals("tools/call")
        && call.name().filter(route.destructive()::contains).isPresent();
  }

  /** Whether the token is as short-lived as one that the exchange gives for an emergency. */
  public static boolean isForEmergency(Caller caller, Route.Mcp route) {
    var hop = caller.honoured().chain().last();
    Duration life = Duration.between(hop.issuedAt(), hop.expiresAt());
    return life.compareTo(route.emergency()) <= 0;
  }

  private static Verdict refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof Refusal refusal
        ? Verdict.Refused.of(refusal)
        : new Verdict.Refused(
            Reason.POLICY_UNAVAILABLE,
            "the central policy could not be asked, so nothing passed; try again later",
            Optional.empty());
  }

  /** Whether a token that was honoured still is: what long answers ask again and again. */
  public boolean isStillHonoured(Caller caller) {
    Instant now = clock.instant();
    try {
      Trust trusted = trust.get();
      trusted.requireFresh(now);
      trusted.verifier().honour(caller.token(), gateway, caller.proven(), now);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }
}
