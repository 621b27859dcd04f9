package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.capability.Request;
import io.deputy.chain.ChainId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.TreeHead;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import io.deputy.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** L9: whatever is unknown, missing or too large is refused, and each reason to refuse is given. */
class FailClosedLaws {
  /** Given by what the door never reads: Datalog as people write it. */
  private static final Set<Reason> NOT_OF_THE_DOOR = EnumSet.of(Reason.DATALOG_MALFORMED);

  private final Bytes genuine;
  private final Map<Reason, Decision> given = new EnumMap<>(Reason.class);

  FailClosedLaws() throws Exception {
    genuine = Story.first().token().expose();
  }

  @Example
  void l9_everyReasonOfTheVerifier_isGiven() throws Exception {
    container();
    keys();
    profile();
    circumstances();
    holdersBlocks();
    bundles();
    Set<Reason> inTheSource = reasonsInTheSource();
    inTheSource.removeAll(NOT_OF_THE_DOOR);
    assertThat(given.keySet()).containsExactlyInAnyOrderElementsOf(inTheSource);
    given.forEach(
        (reason, decision) ->
            assertThat(reason(decision)).as("%s: %s", reason, decision).isEqualTo(reason));
  }

  @Property(tries = 500)
  void l9_bytesThatAreNoToken_areRefused(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(decide(Bytes.of(bytes))).isInstanceOf(Decision.Denied.class);
  }

  private void container() throws Exception {
    given.put(Reason.TOKEN_MALFORMED, decide(Bytes.EMPTY));
    given.put(Reason.TOKEN_TOO_LARGE, decide(Bytes.of(new byte[16 * 1024 + 1])));
    Bytes many = genuine;
    for (int i = 1; i <= 32; i++) {
      many = Forge.plain(many, Holders.before(50));
    }
    given.put(Reason.TOKEN_TOO_MANY_BLOCKS, decide(many));
    given.put(
        Reason.TOKEN_TOO_MANY_STATEMENTS,
        decide(RejectTest.appended(genuine, "a(1);".repeat(200))));
    given.put(
        Reason.SIGNATURE_INVALID,
        decide(Forge.reassembled(Forge.plain(genuine, Holders.before(1)), b -> b.subList(0, 1))));
    given.put(
        Reason.SIGNATURE_VERSION_UNSUPPORTED,
        decide(Forge.authority(BlockAuthor.author(authority()), OptionalLong.of(1), 0)));
  }

  private void keys() throws Exception {
    Bytes payload = BlockAuthor.author(authority());
    given.put(Reason.ROOT_KEY_MISSING, decide(Forge.authority(payload, OptionalLong.empty(), 1)));
    given.put(Reason.ROOT_KEY_UNKNOWN, decide(Forge.authority(payload, OptionalLong.of(9), 1)));
    TrustedKey root = Story.KEYS.root(1).orElseThrow();
    TrustedKey compromised =
        new TrustedKey(1, root.role(), TrustedKey.State.COMPROMISED, root.issuer(), root.key());
    given.put(Reason.KEY_COMPROMISED, decideWith(compromised));
    given.put(
        Reason.KEY_RETIRED,
        decideWith(
            new TrustedKey(
                1,
                root.role(),
                TrustedKey.State.RETIRED,
                Optional.of(Story.NOW.minusSeconds(1)),
                root.issuer(),
                root.key())));
    given.put(
        Reason.ATTESTATION_KEY_UNKNOWN, decide(Forge.attested(genuine, hop(), Story.ATTACKER)));
  }

  private Decision decideWith(TrustedKey key) {
    return decide(
        new Verifier(new TrustedKeys(List.of(key))),
        genuine,
        Story.createIssue(),
        "mcp-gateway",
        Story.ORCHESTRATOR.key(),
        Story.NOW);
  }

  private void profile() throws Exception {
    given.put(
        Reason.AUTHORITY_MALFORMED,
        decide(Forge.authority(Forge.withFacts(authority(), facts -> List.of()))));
    given.put(
        Reason.HOP_MALFORMED,
        decide(
            Forge.attested(
                genuine, Forge.withFacts(hop(), facts -> List.of()), Story.ATTESTATION)));
    Bytes next = Forge.attested(genuine, hop(), Story.ATTESTATION);
    given.put(Reason.HOP_NUMBER_WRONG, decide(Forge.attested(next, hop(), Story.ATTESTATION)));
    given.put(
        Reason.SCOPE_FORBIDDEN,
        decide(RejectTest.appended(genuine, "check if true trusting previous")));
    given.put(Reason.BLOCK_KEY_UNSUPPORTED, decide(handedOverToP256()));
    given.put(Reason.PREDICATE_RESERVED, decide(RejectTest.appended(genuine, "cap(1) <- true")));
    Minted shallow = Story.first(0);
    given.put(
        Reason.DEPTH_EXCEEDED,
        decide(Forge.attested(shallow.token().expose(), hop(), Story.ATTESTATION)));
  }

  private void circumstances() throws Exception {
    Revocations revoked =
        Revocations.NONE.with(
            Story.ISSUER, List.of(new Revocation.OfChain(Story.VERIFIER.verify(genuine).id())));
    given.put(
        Reason.TOKEN_REVOKED,
        decide(
            new Verifier(Story.KEYS, () -> revoked),
            genuine,
            Story.createIssue(),
            "mcp-gateway",
            Story.ORCHESTRATOR.key(),
            Story.NOW));
    given.put(Reason.TOKEN_EXPIRED, decide("mcp-gateway", Story.ORCHESTRATOR.key(), Story.LATER));
    given.put(
        Reason.TOKEN_NOT_YET_VALID,
        decide("mcp-gateway", Story.ORCHESTRATOR.key(), Story.NOW.minusSeconds(60)));
    given.put(Reason.AUDIENCE_MISMATCH, decide("other", Story.ORCHESTRATOR.key(), Story.NOW));
    given.put(Reason.HOLDER_KEY_UNPROVEN, decide("mcp-gateway", Thumbprint.BEARER, Story.NOW));
    given.put(Reason.HOLDER_KEY_MISMATCH, decide("mcp-gateway", Story.RESEARCHER.key(), Story.NOW));
    given.put(
        Reason.REQUEST_NOT_WITHIN_RIGHTS,
        Story.check(genuine, Story.call("delete_repo", Map.of()), Story.ORCHESTRATOR));
  }

  private void holdersBlocks() throws Exception {
    given.put(Reason.CHECK_FAILED, decide(RejectTest.appended(genuine, "check if false")));
    given.put(Reason.FACT_UNKNOWN, decide(RejectTest.appended(genuine, "reject if model(\"m\")")));
    given.put(
        Reason.EVALUATION_ERROR, decide(RejectTest.appended(genuine, "check if 1 / 0 === 1")));
    StringBuilder join = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      join.append("a(").append(i).append(");");
    }
    join.append("check if a($a), a($b), a($c), a($d), $a + $b + $c + $d === -1");
    given.put(Reason.EVALUATION_LIMIT, decide(RejectTest.appended(genuine, join.toString())));
  }

  private void bundles() {
    Trust none = Trust.none(Story.ISSUER, () -> 0);
    given.put(Reason.BUNDLE_MISSING, untaken(() -> none.requireFresh(Story.NOW)));
    given.put(
        Reason.BUNDLE_STALE,
        untaken(
            () ->
                none.take(bundle(Story.ISSUER, 0, 0), Story.NOW)
                    .requireFresh(Story.NOW.plusSeconds(60))));
    given.put(Reason.BUNDLE_GAP, untaken(() -> none.take(bundle(Story.ISSUER, 1, 1), Story.NOW)));
    given.put(
        Reason.BUNDLE_ROLLED_BACK,
        untaken(
            () ->
                none.take(bundle(Story.ISSUER, 0, 1), Story.NOW)
                    .take(bundle(Story.ISSUER, 0, 0), Story.NOW)));
    given.put(
        Reason.BUNDLE_ISSUER_MISMATCH,
        untaken(() -> none.take(bundle("https://other.example", 0, 0), Story.NOW)));
    given.put(
        Reason.CHECKPOINT_ROLLED_BACK,
        untaken(
            () ->
                none.take(withCheckpoint(), Story.NOW)
                    .take(bundle(Story.ISSUER, 0, 0), Story.NOW)));
  }

  private interface Taking {
    void run() throws Refusal;
  }

  private static Decision untaken(Taking taking) {
    try {
      taking.run();
      throw new AssertionError("taken");
    } catch (Refusal e) {
      return new Decision.Denied(e.reason(), e.getMessage());
    }
  }

  private static TrustBundle bundle(String issuer, long from, long to) {
    return bundle(issuer, from, to, List.of(), Optional.empty());
  }

  private static TrustBundle bundle(
      String issuer, long from, long to, List<TrustedKey> keys, Optional<String> checkpoint) {
    return new TrustBundle(
        issuer,
        Story.NOW,
        Duration.ofMinutes(1),
        new TrustedKeys(keys),
        from,
        to,
        false,
        List.of(),
        checkpoint);
  }

  private static TrustBundle withCheckpoint() {
    TestKey key = TestKey.ED25519.get(0);
    TrustedKey log =
        new TrustedKey(
            7, TrustedKey.Role.LOG, TrustedKey.State.ACTIVE, Story.ISSUER, key.publicKey());
    String origin = Checkpoint.origin(Story.ISSUER);
    SignedNote note =
        SignedNote.sign(
            new Checkpoint(origin, TreeHead.EMPTY).text(),
            new NoteKey(origin, key.publicKey()),
            key::sign);
    return bundle(Story.ISSUER, 0, 0, List.of(log), Optional.of(note.write()));
  }

  private static Block authority() {
    return HopBlocks.authority(
        Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(Story.RIGHTS));
  }

  private static Block hop() throws Exception {
    Minted first = Story.first();
    return HopBlocks.hop(first.chain(), Story.same(first, Story.RESEARCHER));
  }

  private static Bytes handedOverToP256() throws Exception {
    TestKey root =
        TestKey.of(
            io.deputy.biscuit.PublicKey.Algorithm.ED25519, Story.ROOT.secret().expose().toArray());
    Wire payload = BlockWire.write(authority(), new BlockWire.Tables());
    Plan.Step step = new Plan.Step(payload, TestKey.P256.get(0), Optional.empty(), 1);
    // The number of the root key is the number of blocks.
    return new Plan(root, List.of(step), false, DatalogParser.authorizer("allow if true")).sign();
  }

  private Decision decide(Bytes token) {
    return Story.check(token, Story.createIssue(), Story.ORCHESTRATOR);
  }

  private Decision decide(String gateway, Thumbprint proven, Instant now) {
    return decide(Story.VERIFIER, genuine, Story.createIssue(), gateway, proven, now);
  }

  private static Decision decide(
      Verifier verifier,
      Bytes token,
      Request request,
      String gateway,
      Thumbprint proven,
      Instant now) {
    return verifier.check(
        token, new PresentedRequest(gateway, request), new ProvenKey(proven), now);
  }

  private static Reason reason(Decision decision) {
    assertThat(decision).isNotInstanceOf(Decision.Allowed.class);
    return decision instanceof Decision.Denied denied
        ? denied.reason()
        : ((Decision.Undecided) decision).reason();
  }

  /** Every reason that the packages behind the verifier's door name. */
  private static Set<Reason> reasonsInTheSource() throws IOException {
    Path main = Path.of("../verifier/src/main/java/io/deputy");
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("biscuit", "chain", "verify")) {
      try (Stream<Path> found = Files.walk(main.resolve(folder))) {
        found.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
      }
    }
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (Path file : files) {
      Pattern.compile("Reason\\.([A-Z_]+)")
          .matcher(Files.readString(file))
          .results()
          .map((MatchResult m) -> Reason.valueOf(m.group(1)))
          .forEach(reasons::add);
    }
    return reasons;
  }
}
