package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The laws that one chain of genuine tokens obeys, over random chains of up to eight hops. */
class ChainLaws {
  /** What one hop changes: every part is cut down to what the parent has. */
  record Step(int agent, Rights rights, int seconds, SortedSet<String> audience, int maxDepth) {}

  /** L1: if a child token allows a request, so does its parent token, and so did the rights. */
  @Property(tries = 150)
  void l1_childAllows_parentAllows(
      @ForAll("rights") Rights rights,
      @ForAll("steps") List<Step> steps,
      @ForAll("requests") List<Request> requests)
      throws Exception {
    List<Minted> chain = chain(rights, steps);
    for (Request request : requests) {
      boolean parentAllows = rights.admits(request);
      for (Minted token : chain) {
        boolean allows = allows(token, request);
        Statistics.collect(allows);
        assertThat(allows)
            .isEqualTo(token.chain().rights().admits(request))
            .isEqualTo(allows && parentAllows);
        parentAllows = allows;
      }
    }
  }

  /** L2: no token outlives its parent. */
  @Property(tries = 50)
  void l2_childIsInTime_parentIsInTime(
      @ForAll("rights") Rights rights, @ForAll("steps") List<Step> steps) throws Exception {
    Instant parentEnds = Story.LATER;
    for (Minted token : chain(rights, steps)) {
      Instant ends = token.chain().last().expiresAt();
      assertThat(ends).isBeforeOrEqualTo(parentEnds);
      Decision after =
          Story.VERIFIER.check(
              token.token().expose(), any(token), proven(token.chain().last()), ends);
      assertThat(after).isInstanceOf(Decision.Denied.class);
      parentEnds = ends;
    }
  }

  /** L3: hops are numbered without gaps; none exceeds the depth that any ancestor allowed. */
  @Property(tries = 50)
  void l3_hopsAreNumbered_withinEveryAncestorsDepth(
      @ForAll("rights") Rights rights, @ForAll("steps") List<Step> steps) throws Exception {
    List<Minted> chain = chain(rights, steps);
    List<Hop> hops = chain.get(chain.size() - 1).chain().hops();
    for (int i = 0; i < hops.size(); i++) {
      assertThat(hops.get(i).number()).isEqualTo(i);
      for (Hop ancestor : hops.subList(0, i)) {
        assertThat(i).isLessThanOrEqualTo(ancestor.maxDepth());
      }
    }
  }

  /** L4: a child names a subset of its parent's gateways, and is honoured by no other. */
  @Property(tries = 50)
  void l4_childsGateways_areItsParents(
      @ForAll("rights") Rights rights, @ForAll("steps") List<Step> steps) throws Exception {
    SortedSet<String> parents = Story.GATEWAYS;
    for (Minted token : chain(rights, steps)) {
      SortedSet<String> names = token.chain().last().audience();
      assertThat(parents).containsAll(names);
      for (String gateway : Story.GATEWAYS) {
        Decision decision =
            Story.VERIFIER.check(
                token.token().expose(),
                new PresentedRequest(gateway, any(token).request()),
                proven(token.chain().last()),
                Story.NOW);
        if (!names.contains(gateway)) {
          assertThat(decision).isInstanceOf(Decision.Denied.class);
        }
      }
      parents = names;
    }
  }

  /** L5: only whoever proves the key that the last hop names may use a token. */
  @Property(tries = 50)
  void l5_onlyTheLastHolder_mayUseTheToken(
      @ForAll("rights") Rights rights,
      @ForAll("steps") List<Step> steps,
      @ForAll("requests") List<Request> requests)
      throws Exception {
    List<Minted> chain = chain(rights, steps);
    Minted last = chain.get(chain.size() - 1);
    for (int agent = 0; agent < 4; agent++) {
      Thumbprint key = Story.thumbprint(agent);
      Assume.that(!last.chain().last().holder().key().isBearer());
      if (!key.equals(last.chain().last().holder().key())) {
        for (Request request : requests) {
          Decision decision =
              Story.VERIFIER.check(
                  last.token().expose(),
                  new PresentedRequest(last.chain().last().audience().first(), request),
                  new ProvenKey(key),
                  Story.NOW);
          assertThat(decision).isInstanceOf(Decision.Denied.class);
        }
      }
    }
  }

  private static List<Minted> chain(Rights rights, List<Step> steps) throws Exception {
    List<Minted> chain = new ArrayList<>();
    HopTerms terms =
        new HopTerms(
            new HopId(Story.id()),
            new Holder("agent", Story.thumbprint(0)),
            Story.NOW,
            Story.LATER,
            Story.GATEWAYS,
            7,
            rights);
    chain.add(Story.MINTER.first(new ChainId(Story.id()), Story.ALICE, terms));
    for (Step step : steps) {
      Minted parent = chain.get(chain.size() - 1);
      Hop last = parent.chain().last();
      Rights narrowed = parent.chain().rights().intersect(step.rights());
      TreeSet<String> audience = new TreeSet<>(last.audience());
      audience.retainAll(step.audience());
      if (last.number() + 1 > last.maxDepth()
          || narrowed.capabilities().isEmpty()
          || audience.isEmpty()) {
        break;
      }
      Instant end = Story.NOW.plusSeconds(step.seconds());
      chain.add(
          Story.MINTER.next(
              parent.chain(),
              new HopTerms(
                  new HopId(Story.id()),
                  new Holder("agent", Story.thumbprint(step.agent())),
                  Story.NOW,
                  end.isBefore(last.expiresAt()) ? end : last.expiresAt(),
                  audience,
                  Math.min(step.maxDepth(), last.maxDepth()),
                  narrowed)));
    }
    return chain;
  }

  private static boolean allows(Minted token, Request request) {
    Hop last = token.chain().last();
    return Story.VERIFIER.check(
            token.token().expose(),
            new PresentedRequest(last.audience().first(), request),
            proven(last),
            Story.NOW)
        instanceof Decision.Allowed;
  }

  private static PresentedRequest any(Minted token) {
    return new PresentedRequest(token.chain().last().audience().first(), Story.createIssue());
  }

  private static ProvenKey proven(Hop hop) {
    return new ProvenKey(hop.holder().key());
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Samples.rights();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Samples.requests().list().ofMinSize(1).ofMaxSize(10);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Rights> rights =
        Arbitraries.oneOf(
            Samples.rights(),
            Combinators.combine(Samples.rights(), Samples.rights())
                .as(
                    (a, b) -> {
                      List<io.deputy.capability.Capability> both =
                          new ArrayList<>(a.capabilities());
                      both.addAll(b.capabilities());
                      return new Rights(both);
                    }));
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            rights,
            Arbitraries.integers().between(1, 4000),
            Arbitraries.of(Story.GATEWAYS)
                .set()
                .ofMinSize(1)
                .map(s -> (SortedSet<String>) new TreeSet<>(s)),
            Arbitraries.integers().between(0, 7))
        .as(Step::new)
        .list()
        .ofMaxSize(7);
  }
}
