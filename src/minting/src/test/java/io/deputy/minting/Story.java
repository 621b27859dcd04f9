package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.User;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The people, keys and rights that the tests speak of. Keys come from fixed seeds. */
final class Story {
  static final String ISSUER = "https://deputy.acme.example";
  static final String GITHUB = "https://mcp.acme.example/github";
  static final String WIKI = "https://wiki.acme.example";
  static final User ALICE = new User("https://idp.acme.example", "alice");
  static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  static final Instant LATER = Instant.parse("2026-11-24T10:00:00Z");
  static final SortedSet<String> GATEWAYS = new TreeSet<>(List.of("http-gateway", "mcp-gateway"));

  static final InMemoryEd25519 ROOT = key(1, 1);
  static final InMemoryEd25519 ATTESTATION = key(2, 2);
  static final InMemoryEd25519 ATTACKER = key(2, 66);
  static final TrustedKeys KEYS =
      new TrustedKeys(
          List.of(
              trusted(ROOT, TrustedKey.Role.ROOT),
              trusted(ATTESTATION, TrustedKey.Role.ATTESTATION)));
  static final Minter MINTER = new Minter(ISSUER, ROOT, ATTESTATION, new Verifier(KEYS));
  static final Verifier VERIFIER = new Verifier(KEYS);

  static final Holder ORCHESTRATOR = new Holder("orchestrator", thumbprint(11));
  static final Holder RESEARCHER = new Holder("researcher", thumbprint(12));
  static final Holder SUMMARIZER = new Holder("summarizer", thumbprint(13));

  static final Capability ISSUES =
      new Capability.Mcp(
          GITHUB,
          one("tools/call"),
          oneOf("create_issue", "search_issues"),
          new TreeMap<>(
              Map.of(
                  new Pointer("/repo"),
                  new Constraint.Prefix("acme/"),
                  new Pointer("/limit"),
                  range(1, 50))),
          Capability.OtherArguments.ALLOW);
  static final Capability LIST =
      new Capability.Mcp(
          GITHUB,
          oneOf("tools/list"),
          Constraint.ANYTHING,
          new TreeMap<>(),
          Capability.OtherArguments.DENY);
  static final Capability PAGES =
      new Capability.Http(WIKI, oneOf("GET", "HEAD"), new Constraint.Prefix("/pages/"), one(""));
  static final Rights RIGHTS = new Rights(List.of(ISSUES, LIST, PAGES));

  private static long counter = 1;

  private Story() {}

  static InMemoryEd25519 key(int number, int seed) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) seed);
    return new InMemoryEd25519(number, new Secret(Bytes.of(bytes)));
  }

  static TrustedKey trusted(Signer signer, TrustedKey.Role role) {
    return new TrustedKey(
        signer.number(), role, TrustedKey.State.ACTIVE, ISSUER, signer.publicKey());
  }

  static Thumbprint thumbprint(int seed) {
    return new Thumbprint(Bytes.of((byte) seed).sha256());
  }

  static synchronized UUID id() {
    return new UUID(0x0190_0000_0000_7000L, counter++);
  }

  static Constraint one(String value) {
    return new Constraint.Exact(new Value.Text(value));
  }

  static Constraint oneOf(String... values) {
    return new Constraint.OneOf(
        java.util.Arrays.stream(values).map(v -> (Value.Scalar) new Value.Text(v)).toList());
  }

  static Constraint range(long min, long max) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
  }

  static HopTerms terms(Rights rights) {
    return new HopTerms(new HopId(id()), ORCHESTRATOR, NOW, LATER, GATEWAYS, 4, rights);
  }

  static Minted first() throws Refusal {
    return first(RIGHTS);
  }

  /** A first token below which hops up to this number may follow. */
  static Minted first(int maxDepth) throws Refusal {
    return MINTER.first(
        new ChainId(id()),
        ALICE,
        new HopTerms(new HopId(id()), ORCHESTRATOR, NOW, LATER, GATEWAYS, maxDepth, RIGHTS));
  }

  static Minted first(Rights rights) throws Refusal {
    return MINTER.first(new ChainId(id()), ALICE, terms(rights));
  }

  /** A hop that changes nothing but the holder. */
  static HopTerms same(Minted parent, Holder holder) {
    return narrowed(parent, holder, parent.chain().rights());
  }

  static HopTerms narrowed(Minted parent, Holder holder, Rights rights) {
    return new HopTerms(
        new HopId(id()),
        holder,
        NOW,
        parent.chain().last().expiresAt(),
        parent.chain().last().audience(),
        parent.chain().last().maxDepth(),
        rights);
  }

  /** A call of a tool at GitHub. */
  static Request call(String tool, Map<String, ? extends Value> arguments) {
    TreeMap<Pointer, Value> leaves = new TreeMap<>();
    arguments.forEach((pointer, value) -> leaves.put(new Pointer(pointer), value));
    return new Request.Mcp(GITHUB, "tools/call", Optional.of(tool), new Arguments(leaves));
  }

  /** A call that the first token allows. */
  static Request createIssue() {
    return call(
        "create_issue", Map.of("/repo", new Value.Text("acme/site"), "/limit", new Value.Int(10)));
  }

  static Decision check(Bytes token, Request request, Holder holder) {
    return VERIFIER.check(
        token, new PresentedRequest("mcp-gateway", request), new ProvenKey(holder.key()), NOW);
  }

  static void assertDenied(Decision decision, Reason reason) {
    assertThat(decision).isInstanceOf(Decision.Denied.class);
    assertThat(((Decision.Denied) decision).reason()).isEqualTo(reason);
  }
}
