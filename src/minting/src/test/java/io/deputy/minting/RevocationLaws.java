package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** L7: revoking a hop kills every descendant, whatever holders make of their tokens. */
class RevocationLaws {
  private static final int MOST_HOPS = 8;
  private static final int BETWEEN_HOPS = 10;

  /** How an ancestor is taken back. */
  enum Kind {
    HOP,
    CHAIN,
    USER,
    AGENT,
    SIGNATURE
  }

  /** What a holder of the first token does before it goes on. */
  enum Root {
    ED25519,
    P256,
    P256_WITH_OTHER_S
  }

  /** A chain, oldest first, and the keys that verify it. */
  private record Chain(List<Minted> tokens, TrustedKeys keys) {}

  @Property(tries = 150)
  void l7_revokedAncestor_killsEveryDescendant(
      @ForAll @Size(min = 1, max = MOST_HOPS) List<@IntRange(max = 3) Integer> agents,
      @ForAll @IntRange(max = MOST_HOPS - 1) int anywhere,
      @ForAll Kind kind,
      @ForAll Root root)
      throws Exception {
    Chain chain = chain(agents, root);
    int revoked = anywhere % agents.size();
    AtomicReference<Revocations> known = new AtomicReference<>(Revocations.NONE);
    Verifier warm = new Verifier(chain.keys(), known::get);
    for (int at = 0; at < agents.size(); at++) {
      for (Bytes token : descendants(chain, at, kind == Kind.SIGNATURE && at == revoked)) {
        known.set(Revocations.NONE);
        assertThat(decide(warm, token, chain, at)).isInstanceOf(Decision.Allowed.class);
        known.set(Revocations.NONE.with(Story.ISSUER, List.of(revocation(chain, revoked, kind))));
        Decision now = decide(warm, token, chain, at);
        if (dies(agents, revoked, kind, at)) {
          Story.assertDenied(now, Reason.TOKEN_REVOKED);
          Verifier cold = new Verifier(chain.keys(), known::get);
          Story.assertDenied(decide(cold, token, chain, at), Reason.TOKEN_REVOKED);
        } else {
          assertThat(now).isInstanceOf(Decision.Allowed.class);
        }
      }
    }
  }

  /** What was given out later stands, and so does what another issuer's names stand for. */
  @Property(tries = 30)
  void l7_whatCameLater_stands(
      @ForAll @Size(min = 1, max = MOST_HOPS) List<@IntRange(max = 3) Integer> agents,
      @ForAll @IntRange(max = MOST_HOPS - 1) int anywhere)
      throws Exception {
    Chain chain = chain(agents, Root.ED25519);
    int last = agents.size() - 1;
    Hop hop = chain.tokens().get(anywhere % agents.size()).chain().last();
    Instant before = Story.NOW.minusSeconds(1);
    List<Revocation> earlier =
        List.of(
            new Revocation.OfUser(Story.ALICE, before),
            new Revocation.OfAgent(hop.holder().agent(), before));
    Bytes token = chain.tokens().get(last).token().expose();
    Revocations revoked =
        Revocations.NONE
            .with(Story.ISSUER, earlier)
            .with("https://other.example", List.of(new Revocation.OfHop(hop.id())));
    assertThat(decide(new Verifier(chain.keys(), () -> revoked), token, chain, last))
        .isInstanceOf(Decision.Allowed.class);
    Revocations again =
        revoked.with(Story.ISSUER, List.of(new Revocation.OfUser(Story.ALICE, Story.NOW)));
    Story.assertDenied(
        decide(new Verifier(chain.keys(), () -> again), token, chain, last), Reason.TOKEN_REVOKED);
    Revocations stillRevoked = again.with(Story.ISSUER, earlier);
    Story.assertDenied(
        decide(new Verifier(chain.keys(), () -> stillRevoked), token, chain, last),
        Reason.TOKEN_REVOKED);
  }

  private static boolean dies(List<Integer> agents, int revoked, Kind kind, int at) {
    return switch (kind) {
      case CHAIN, USER -> true;
      case HOP, SIGNATURE -> at >= revoked;
      case AGENT -> at >= agents.indexOf(agents.get(revoked));
    };
  }

  private static Revocation revocation(Chain chain, int revoked, Kind kind) {
    Minted token = chain.tokens().get(revoked);
    Hop hop = token.chain().last();
    return switch (kind) {
      case HOP -> new Revocation.OfHop(hop.id());
      case CHAIN -> new Revocation.OfChain(token.chain().id());
      case USER -> new Revocation.OfUser(Story.ALICE, Story.NOW);
      case AGENT -> new Revocation.OfAgent(hop.holder().agent(), hop.issuedAt());
      case SIGNATURE ->
          new Revocation.OfSignature(token.chain().biscuit().content().last().signature());
    };
  }

  /** Everything that whoever holds the token can make of it. */
  private static List<Bytes> descendants(Chain chain, int at, boolean sameSignature)
      throws Exception {
    Minted token = chain.tokens().get(at);
    List<Bytes> all = new ArrayList<>();
    all.add(token.token().expose());
    all.add(Tampered.sealed(token));
    all.add(Forge.plain(token.token().expose(), holdersBlock()));
    boolean p256 = token.chain().biscuit().content().blocks().get(0).signature().size() != 64;
    if (at == 0 && p256) {
      all.add(Tampered.otherS(token));
    }
    if (at > 0 && !sameSignature) {
      Bytes resigned = Tampered.resigned(chain.tokens().get(at - 1), token);
      all.add(resigned);
      all.add(Forge.plain(resigned, holdersBlock()));
    }
    return all;
  }

  private static Block holdersBlock() throws Exception {
    return DatalogParser.block("check if operation(\"tools/call\");");
  }

  private static Decision decide(Verifier verifier, Bytes token, Chain chain, int at) {
    ProvenKey proven = new ProvenKey(chain.tokens().get(at).chain().last().holder().key());
    return verifier.check(
        token,
        new PresentedRequest("mcp-gateway", Story.createIssue()),
        proven,
        Story.NOW.plusSeconds((long) BETWEEN_HOPS * MOST_HOPS));
  }

  private static Chain chain(List<Integer> agents, Root root) throws Exception {
    Signer signer =
        root == Root.ED25519
            ? Story.ROOT
            : new Tampered.P256Root(Story.ROOT.number(), TestKey.P256.get(0));
    TrustedKeys keys =
        new TrustedKeys(
            List.of(
                Story.trusted(signer, TrustedKey.Role.ROOT),
                Story.trusted(Story.ATTESTATION, TrustedKey.Role.ATTESTATION)));
    Verifier verifier = new Verifier(keys);
    Minter minter = new Minter(Story.ISSUER, signer, Story.ATTESTATION, verifier);
    List<Minted> tokens = new ArrayList<>();
    for (int at = 0; at < agents.size(); at++) {
      HopTerms terms =
          new HopTerms(
              new HopId(Story.id()),
              new Holder("agent-" + agents.get(at), Story.thumbprint(agents.get(at))),
              Story.NOW.plusSeconds((long) at * BETWEEN_HOPS),
              Story.LATER,
              Story.GATEWAYS,
              MOST_HOPS - 1,
              Story.RIGHTS);
      if (at > 0) {
        tokens.add(minter.next(tokens.get(at - 1).chain(), terms));
        continue;
      }
      Minted first = minter.first(new ChainId(Story.id()), Story.ALICE, terms);
      if (root == Root.P256_WITH_OTHER_S) {
        Bytes other = Tampered.otherS(first);
        first =
            new Minted(
                new Secret(other), verifier.verify(other), first.signer(), first.newBlocks());
      }
      tokens.add(first);
    }
    return new Chain(List.copyOf(tokens), keys);
  }
}
