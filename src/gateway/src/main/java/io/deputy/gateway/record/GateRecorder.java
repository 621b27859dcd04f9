package io.deputy.gateway.record;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.chain.HopId;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Redaction;
import io.deputy.verify.TokenBlocks;
import io.deputy.verify.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Keeps what the gate decides, with what the operator wants hidden left out. */
public final class GateRecorder implements Recorder {
  /** W3C Trace Context, section 3.2: version, trace, parent, flags. */
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

  private final Records records;
  private final Redaction redaction;
  private final Supplier<Trust> trust;

  /**
   * @param redaction what of the arguments of calls does not go into the record
   * @param trust what is believed now, for those who are refused before anything is
   */
  public GateRecorder(Records records, Redaction redaction, Supplier<Trust> trust) {
    this.records = Objects.requireNonNull(records);
    this.redaction = Objects.requireNonNull(redaction);
    this.trust = Objects.requireNonNull(trust);
  }

  @Override
  public CompletionStage<Void> decided(Caller caller, Asked asked, Verdict verdict, Instant at) {
    try {
      return ofKnown(
          caller, asked.route(), matter(asked), verdict.onRecord(), asked.traceParent(), at);
    } catch (Refusal | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<Void> unread(
      Caller caller,
      Route route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at) {
    try {
      return ofKnown(caller, route, Matter.UNREAD, refused.onRecord(), traceParent, at);
    } catch (Refusal | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * What a message asked.
   *
   * @param asking how far its requests had to be allowed
   * @param sessionHop who opened the session that it belongs to
   */
  private record Matter(
      List<RecordedRequest> requests,
      Optional<DecisionRecord.Asking> asking,
      Optional<HopId> sessionHop) {
    /** Nobody can say what it asked. */
    static final Matter UNREAD = new Matter(List.of(), Optional.empty(), Optional.empty());
  }

  private Matter matter(Asked asked) {
    List<Request> distinct = asked.requests().stream().distinct().toList();
    List<Integer> unseen =
        IntStream.range(0, distinct.size())
            .filter(i -> asked.unseen().contains(distinct.get(i)))
            .boxed()
            .toList();
    return new Matter(
        distinct.stream().map(redaction::of).toList(),
        Optional.of(new DecisionRecord.Asking(asked.entry(), unseen)),
        asked.sessionHop());
  }

  private CompletionStage<Void> ofKnown(
      Caller caller,
      Route route,
      Matter matter,
      DecisionRecord.Verdict said,
      Optional<String> traceParent,
      Instant at)
      throws Refusal {
    TokenBlocks blocks = TokenBlocks.of(caller.token());
    return records.append(
        new DecisionRecord(
            at,
            RecordedToken.Verified.of(blocks, caller.honoured().chain()),
            matter.requests(),
            said,
            bundle(caller.trust()),
            caller.proven(),
            Optional.of(route.terms().id()),
            traceParent.flatMap(GateRecorder::trace),
            matter.sessionHop(),
            matter.asking()),
        Optional.of(blocks));
  }

  @Override
  public CompletionStage<Void> turnedAway(
      Credentials credentials,
      String route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at) {
    Shown shown = shown(credentials);
    try {
      return records.append(
          new DecisionRecord(
              at,
              shown.token(),
              List.of(),
              refused.onRecord(),
              bundle(trust.get()),
              ProvenKey.NONE,
              Optional.of(route),
              traceParent.flatMap(GateRecorder::trace),
              Optional.empty()),
          shown.blocks());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * What somebody showed who was turned away.
   *
   * @param blocks those of a token that can be read
   */
  private record Shown(RecordedToken token, Optional<TokenBlocks> blocks) {
    static final Shown NOTHING = new Shown(new RecordedToken.None(), Optional.empty());
  }

  /** As far as it can be read; nothing of it is believed. */
  private static Shown shown(Credentials credentials) {
    if (credentials.authorization().size() != 1) {
      return Shown.NOTHING;
    }
    String header = credentials.authorization().get(0);
    Bytes token;
    try {
      token = TokenText.read(header.substring(header.indexOf(' ') + 1));
    } catch (Refusal notAToken) {
      return Shown.NOTHING;
    }
    try {
      TokenBlocks blocks = TokenBlocks.of(token);
      return new Shown(
          RecordedToken.Claimed.of(blocks, UnverifiedChain.read(token)), Optional.of(blocks));
    } catch (Refusal notADelegation) {
      return new Shown(RecordedToken.Unreadable.of(token), Optional.empty());
    }
  }

  private static Optional<DecisionRecord.BundleUsed> bundle(Trust trust) {
    return trust.issuedAt().map(at -> new DecisionRecord.BundleUsed(at, trust.cursor()));
  }

  private static Optional<String> trace(String traceParent) {
    Matcher matcher = TRACE_PARENT.matcher(traceParent);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
