package io.deputy.bench;

import io.deputy.Bytes;
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
import io.deputy.minting.HopTerms;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minted;
import io.deputy.minting.Minter;
import io.deputy.minting.Secret;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/** Chains of a typical grant: five capabilities, two of them with argument constraints. */
final class Chains {
  static final String ISSUER = "https://deputy.acme.example";
  static final String GITHUB = "https://mcp.acme.example/github";
  static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  static final Instant LATER = NOW.plusSeconds(3600);
  static final SortedSet<String> GATEWAYS =
      new TreeSet<>(List.of("http-gateway", "mcp-gateway", "model-gateway"));
  static final Holder HOLDER =
      new Holder("orchestrator", new Thumbprint(Bytes.of((byte) 1).sha256()));
  static final User ALICE = new User("https://idp.acme.example", "alice");

  private static final InMemoryEd25519 ROOT = key(1);
  private static final InMemoryEd25519 ATTESTATION = key(2);
  static final TrustedKeys KEYS =
      new TrustedKeys(
          List.of(
              trusted(ROOT, TrustedKey.Role.ROOT),
              trusted(ATTESTATION, TrustedKey.Role.ATTESTATION)));
  static final Minter MINTER = new Minter(ISSUER, ROOT, ATTESTATION, new Verifier(KEYS));

  static final Rights TYPICAL =
      new Rights(
          List.of(
              tool(
                  oneOf("create_issue", "search_issues"),
                  Map.of(new Pointer("/repo"), new Constraint.Prefix("acme/"))),
              tool(
                  oneOf("get_file"),
                  Map.of(
                      new Pointer("/repo"),
                      new Constraint.Prefix("acme/"),
                      new Pointer("/lines"),
                      new Constraint.Range(OptionalLong.of(1), OptionalLong.of(500)))),
              new Capability.Mcp(
                  GITHUB,
                  oneOf("resources/read"),
                  new Constraint.Prefix("repo:acme/"),
                  new TreeMap<>(),
                  Capability.OtherArguments.ALLOW),
              page("https://wiki.acme.example", "/pages/"),
              page("https://search.acme.example", "/v1/")));

  /** The second of {@link #TYPICAL}, tightened. */
  static final Capability GET_FILE_OF_SITE =
      tool(
          oneOf("get_file"),
          Map.of(
              new Pointer("/repo"),
              new Constraint.Prefix("acme/site"),
              new Pointer("/lines"),
              new Constraint.Range(OptionalLong.of(1), OptionalLong.of(50))));

  static final PresentedRequest REQUEST =
      new PresentedRequest(
          "mcp-gateway",
          new Request.Mcp(
              GITHUB,
              "tools/call",
              Optional.of("create_issue"),
              Arguments.of(
                  Map.of(
                      new Pointer("/repo"), new Value.Text("acme/site"),
                      new Pointer("/title"), new Value.Text("a title")))));
  static final ProvenKey PROVEN = new ProvenKey(HOLDER.key());

  private Chains() {}

  /** The first token. */
  static Minted first() throws Refusal {
    return MINTER.first(new ChainId(UUID.randomUUID()), ALICE, terms(TYPICAL));
  }

  /** A child that changes nothing but the hop. */
  static Minted unchanged(Minted parent) throws Refusal {
    return MINTER.next(parent.chain(), terms(parent.chain().rights()));
  }

  /** A chain of this many attested hops. */
  static Minted ofHops(int hops) throws Refusal {
    Minted chain = first();
    for (int i = 1; i < hops; i++) {
      chain = unchanged(chain);
    }
    return chain;
  }

  /** A chain of this many attested hops, three of which narrow: by number, and in full. */
  static Minted narrowed(int hops) throws Refusal {
    Minted chain = first();
    for (int i = 1; i < hops; i++) {
      List<Capability> held = chain.chain().rights().capabilities();
      List<Capability> kept =
          switch (i) {
            case 2 -> held.subList(0, 4);
            case 4 -> held.subList(0, 3);
            case 6 -> List.of(held.get(0), GET_FILE_OF_SITE);
            default -> held;
          };
      chain = MINTER.next(chain.chain(), terms(new Rights(kept)));
    }
    return chain;
  }

  /** A verifier that has seen nothing. */
  static Verifier verifier() {
    return new Verifier(KEYS);
  }

  /** A verifier that has seen nothing, and looks up what is revoked. */
  static Verifier verifier(Supplier<Revocations> revocations) {
    return new Verifier(KEYS, revocations);
  }

  static HopTerms terms(Rights rights) {
    return new HopTerms(new HopId(UUID.randomUUID()), HOLDER, NOW, LATER, GATEWAYS, 7, rights);
  }

  static Constraint oneOf(String... values) {
    return new Constraint.OneOf(
        Arrays.stream(values).map(v -> (Value.Scalar) new Value.Text(v)).toList());
  }

  static Capability tool(Constraint names, Map<Pointer, Constraint> arguments) {
    return new Capability.Mcp(
        GITHUB,
        oneOf("tools/call"),
        names,
        new TreeMap<>(arguments),
        Capability.OtherArguments.ALLOW);
  }

  private static Capability page(String server, String below) {
    return new Capability.Http(
        server, oneOf("GET", "HEAD"), new Constraint.Prefix(below), oneOf(""));
  }

  private static InMemoryEd25519 key(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return new InMemoryEd25519(number, new Secret(Bytes.of(seed)));
  }

  private static TrustedKey trusted(InMemoryEd25519 key, TrustedKey.Role role) {
    return new TrustedKey(key.number(), role, TrustedKey.State.ACTIVE, ISSUER, key.publicKey());
  }
}
