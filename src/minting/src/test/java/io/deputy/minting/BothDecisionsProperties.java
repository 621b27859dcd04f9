package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Dimension;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.BothDecisions;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Deciding by the rights that the profile reads is deciding by the Datalog of every block. */
class BothDecisionsProperties {
  private static final int MOST_CAPABILITIES = 4;

  /** A hop's check on rights: numbers of capabilities, and capabilities in full; or no check. */
  record Clause(Set<Integer> selected, List<Capability> stated) {}

  /** Checks need not narrow what their parents say: whatever they say is what both decide by. */
  @Property(tries = 400)
  void rightsAndDatalog_decideTheSame(
      @ForAll("rights") Rights rights,
      @ForAll("clauses") List<Clause> clauses,
      @ForAll("requests") List<Request> requests)
      throws Exception {
    VerifiedChain chain = chain(rights, clauses);
    assertThat(chain.hops()).hasSize(1 + clauses.size());
    for (Request request : requests) {
      PresentedRequest presented = new PresentedRequest("mcp-gateway", request);
      Decision decision = BothDecisions.byRights(chain, presented);
      assertThat(decision).isEqualTo(BothDecisions.byDatalog(chain, presented, Story.NOW));
      assertThat(BothDecisions.steps(chain, presented, Story.NOW))
          .isLessThanOrEqualTo(BothDecisions.bound(chain, presented));
      assertThat(Story.check(chain.biscuit().content().token(), request, Story.ORCHESTRATOR))
          .hasSameClassAs(decision);
      Statistics.label("decision").collect(told(decision));
    }
    Statistics.label("decision")
        .coverage(
            coverage -> {
              coverage.check("allowed").percentage(p -> p > 1);
              coverage.check("denied, block 0").percentage(p -> p > 1);
              coverage.check("denied, a hop").percentage(p -> p > 1);
            });
  }

  /** What a capability admits is what each of its dimensions admits. */
  @Property(tries = 2000)
  void admitting_isAdmittingInEveryDimension(
      @ForAll("rights") Rights rights, @ForAll("request") Request request) {
    for (Capability capability : rights.capabilities()) {
      SortedMap<Dimension, Value> values = request.values();
      Set<Dimension> dimensions = new TreeSet<>(capability.constraints().keySet());
      dimensions.addAll(values.keySet());
      boolean everywhere =
          capability.kind() == request.kind()
              && capability.server().equals(request.server())
              && dimensions.stream()
                  .allMatch(d -> capability.admits(d, Optional.ofNullable(values.get(d))));
      Statistics.label("admitted").collect(everywhere);
      Statistics.label("admitted").coverage(c -> c.check(true).percentage(p -> p > 2));
      assertThat(capability.admits(request)).isEqualTo(everywhere);
    }
  }

  private static String told(Decision decision) {
    if (decision instanceof Decision.Denied denied) {
      return denied.detail().endsWith("block 0") ? "denied, block 0" : "denied, a hop";
    }
    return "allowed";
  }

  private static VerifiedChain chain(Rights rights, List<Clause> clauses) throws Exception {
    HopTerms terms =
        new HopTerms(
            new HopId(Story.id()),
            Story.ORCHESTRATOR,
            Story.NOW,
            Story.LATER,
            Story.GATEWAYS,
            7,
            rights);
    VerifiedChain chain =
        Story.VERIFIER.verify(
            Forge.authority(
                HopBlocks.authority(Story.ISSUER, new ChainId(Story.id()), Story.ALICE, terms)));
    for (Clause clause : clauses) {
      Block hop =
          new Block(
              6,
              Optional.empty(),
              List.of(HopBlocks.hop(chain.hops().size(), terms)),
              List.of(),
              checks(clause, rights.capabilities().size()),
              List.of());
      chain =
          Story.VERIFIER.verify(
              Forge.attested(chain.biscuit().content().token(), hop, Story.ATTESTATION));
    }
    return chain;
  }

  private static List<Check> checks(Clause clause, int capabilities) {
    List<Rule> queries = new ArrayList<>();
    Term.Variable c = new Term.Variable("c");
    List<Term> numbers = new ArrayList<>();
    for (int number : clause.selected()) {
      if (number <= capabilities) {
        numbers.add(new Term.Int(number));
      }
    }
    if (!numbers.isEmpty()) {
      queries.add(
          new Rule(
              Predicate.of("query"),
              List.of(Predicate.of("cap", c)),
              List.of(CapabilityEncoder.contains(numbers, c)),
              List.of()));
    }
    for (Capability stated : clause.stated()) {
      queries.add(CapabilityEncoder.encode(Predicate.of("query"), stated));
    }
    return queries.isEmpty() ? List.of() : List.of(new Check(Check.Kind.IF, queries));
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Combinators.combine(WholeVocabulary.rights(), generous().list().ofMaxSize(1))
        .as(
            (narrow, wide) ->
                new Rights(Stream.concat(wide.stream(), narrow.capabilities().stream()).toList()));
  }

  /** Capabilities that admit many requests, so that not all are denied by the first block. */
  private static Arbitrary<Capability> generous() {
    Constraint any = Constraint.ANYTHING;
    TreeMap<Pointer, Constraint> listed = new TreeMap<>();
    listed.put(new Pointer("/x"), any);
    TreeMap<Pointer, Constraint> none = new TreeMap<>();
    return Arbitraries.of(
        new Capability.Mcp(Story.GITHUB, any, any, none, Capability.OtherArguments.ALLOW),
        new Capability.Mcp(Story.GITHUB, any, any, listed, Capability.OtherArguments.DENY),
        new Capability.Mcp(
            Story.GITHUB, new Constraint.Prefix("a"), any, none, Capability.OtherArguments.ALLOW),
        new Capability.Model(WholeVocabulary.MODELS, any, any, any, any, any),
        new Capability.Agent(WholeVocabulary.AGENT, any, any, any),
        new Capability.Http(Story.WIKI, any, any, any));
  }

  @Provide
  Arbitrary<Request> request() {
    return WholeVocabulary.requests();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return WholeVocabulary.requests().list().ofMinSize(1).ofMaxSize(10);
  }

  @Provide
  Arbitrary<List<Clause>> clauses() {
    Arbitrary<Set<Integer>> selected =
        Arbitraries.integers().between(1, MOST_CAPABILITIES).set().ofMaxSize(MOST_CAPABILITIES);
    Arbitrary<List<Capability>> stated =
        rights().map(Rights::capabilities).optional(0.5).map(o -> o.orElse(List.of()));
    return Combinators.combine(selected, stated).as(Clause::new).list().ofMaxSize(7);
  }
}
