package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** L11: empty is empty. A list without members admits nothing, wherever it stands. */
class EmptyLaws {
  @Property(tries = 200)
  void l11_noCapabilities_admitNothing(@ForAll("requests") Request request) {
    assertThat(Rights.NONE.admits(request)).isFalse();
    assertThat(new Rights(List.of()).admits(request)).isFalse();
    assertThatThrownBy(() -> Story.terms(Rights.NONE)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 30)
  void l11_noTrustedKeys_verifyNothing(@ForAll @IntRange(min = 1, max = 8) int hops)
      throws Exception {
    Verifier trustsNobody = new Verifier(new TrustedKeys(List.of()));
    assertThat(
            trustsNobody.check(
                chain(hops),
                new PresentedRequest("mcp-gateway", Story.createIssue()),
                new ProvenKey(Story.ORCHESTRATOR.key()),
                Story.NOW))
        .isInstanceOfSatisfying(
            Decision.Denied.class, d -> assertThat(d.reason()).isEqualTo(Reason.ROOT_KEY_UNKNOWN));
  }

  /** An empty audience in the authority, or after any number of hops: honoured by no gateway. */
  @Property(tries = 30)
  void l11_emptyAudience_isHonouredNowhere(
      @ForAll @IntRange(min = 0, max = 7) int hops, @ForAll("requests") Request request)
      throws Exception {
    String none = "check if audience($a), {,}.contains($a)";
    for (String gateway : List.of("mcp-gateway", "http-gateway", "")) {
      assertThat(
              Story.VERIFIER.check(
                  with(hops, none),
                  new PresentedRequest(gateway, request),
                  new ProvenKey(Story.ORCHESTRATOR.key()),
                  Story.NOW))
          .isInstanceOfSatisfying(
              Decision.Denied.class,
              d -> assertThat(d.reason()).isEqualTo(Reason.AUDIENCE_MISMATCH));
    }
  }

  /** A selection of no capability, after any number of hops. */
  @Property(tries = 30)
  void l11_emptySelection_admitsNothing(
      @ForAll @IntRange(min = 1, max = 7) int hops, @ForAll("requests") Request request)
      throws Exception {
    Bytes token = with(hops, "check if cap($c), {,}.contains($c)");
    assertThat(UnverifiedChain.read(token).rightsAfter(hops).capabilities()).isEmpty();
    for (Request any : List.of(request, Story.createIssue())) {
      assertThat(Story.check(token, any, Story.ORCHESTRATOR)).isInstanceOf(Decision.Denied.class);
    }
  }

  /** A constraint on a value that is one of none. */
  @Property(tries = 30)
  void l11_oneOfNone_isRefused(@ForAll @IntRange(min = 1, max = 7) int hops) throws Exception {
    Bytes token =
        with(
            hops,
            "check if resource(\"http\", \"https://wiki.acme.example\"),"
                + " name($n), {,}.contains($n)");
    assertThat(Story.check(token, Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOfSatisfying(
            Decision.Denied.class, d -> assertThat(d.reason()).isEqualTo(Reason.HOP_MALFORMED));
  }

  /**
   * A chain of so many hops, whose last block has this check: added to a hop, or in the authority
   * in the place of the check on the same thing.
   */
  private static Bytes with(int hops, String check) throws Exception {
    List<io.deputy.biscuit.Check> checks = DatalogParser.block(check).checks();
    if (hops == 0) {
      Block genuine =
          HopBlocks.authority(
              Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(Story.RIGHTS));
      List<io.deputy.biscuit.Check> changed = new ArrayList<>(genuine.checks());
      changed.set(2, checks.get(0));
      return Forge.authority(write(Forge.withChecks(genuine, c -> changed)), OptionalLong.of(1), 1);
    }
    Minted parent = minted(hops);
    Block genuine = HopBlocks.hop(parent.chain(), Story.same(parent, Story.ORCHESTRATOR));
    return Forge.append(
        parent.token().expose(),
        write(Forge.withChecks(genuine, c -> checks)),
        Optional.of((Signer) Story.ATTESTATION));
  }

  private static Bytes write(Block block) {
    return BlockWire.write(block, new BlockWire.Tables()).encode();
  }

  private static Bytes chain(int hops) throws Exception {
    return minted(hops).token().expose();
  }

  private static Minted minted(int blocks) throws Exception {
    Minted last = Story.first(7);
    for (int i = 1; i < blocks; i++) {
      last = Story.MINTER.next(last.chain(), Story.same(last, Story.ORCHESTRATOR));
    }
    return last;
  }

  @Provide
  Arbitrary<Request> requests() {
    return Samples.requests();
  }
}
