package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import biscuit.format.schema.Schema;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.chain.ChainId;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.verify.Decision;
import io.deputy.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the profile refuses, item by item, although every signature is genuine. */
class ProfileAttacks {
  private static final HopTerms TERMS = Story.terms(Story.RIGHTS);

  private static Block authority() {
    return HopBlocks.authority(Story.ISSUER, new ChainId(Story.id()), Story.ALICE, TERMS);
  }

  private static Block hop() throws Exception {
    Minted first = Story.first();
    return HopBlocks.hop(first.chain(), Story.same(first, Story.RESEARCHER));
  }

  @Test
  void forgedBlocksThatAreAsTheyMustBe_areAccepted() throws Exception {
    assertThat(decide(Forge.authority(authority()))).isInstanceOf(Decision.Allowed.class);
    Bytes chain = Forge.attested(Story.first().token().expose(), hop(), Story.ATTESTATION);
    assertThat(Story.check(chain, Story.createIssue(), Story.RESEARCHER))
        .isInstanceOf(Decision.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "chain", "user", "max_depth", "hop"})
  void authorityWithoutOneFact_isRefused(String name) {
    Block block =
        Forge.withFacts(
            authority(), facts -> facts.stream().filter(f -> !f.name().equals(name)).toList());
    refused(Forge.authority(block), Reason.AUTHORITY_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "chain", "user", "max_depth", "hop"})
  void authorityWithOneFactTwice_isRefused(String name) {
    Block block =
        Forge.withFacts(
            authority(),
            facts -> {
              Predicate twin =
                  facts.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
              List<Term> terms = new ArrayList<>(twin.terms());
              Term last = terms.get(terms.size() - 1);
              terms.set(
                  terms.size() - 1,
                  last instanceof Term.Str ? new Term.Str("mallory") : other(last));
              facts.add(new Predicate(name, terms));
              return facts;
            });
    refused(Forge.authority(block), Reason.AUTHORITY_MALFORMED);
  }

  private static Term other(Term term) {
    if (term instanceof Term.Int number) {
      return new Term.Int(number.value() + 1);
    }
    if (term instanceof Term.Date date) {
      return new Term.Date(date.epochSeconds() + 1);
    }
    return new Term.Bin(new ChainId(Story.id()).bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void authorityWithoutOneOfItsChecks_isRefused(int index) {
    Block block =
        Forge.withChecks(
            authority(),
            checks -> {
              checks.remove(index);
              return checks;
            });
    refused(Forge.authority(block), Reason.AUTHORITY_MALFORMED);
  }

  @Test
  void authorityWithAnotherFact_isRefused() {
    refused(
        Forge.authority(Forge.withFacts(authority(), adding(Predicate.of("cap", new Term.Int(9))))),
        Reason.AUTHORITY_MALFORMED);
  }

  @Test
  void authorityWithoutCapability_isRefused() {
    refused(
        Forge.authority(Forge.withRules(authority(), rules -> List.of())),
        Reason.AUTHORITY_MALFORMED);
  }

  @Test
  void authorityWithARuleThatIsNoCapability_isRefused() {
    Rule rule =
        new Rule(
            Predicate.of("audience", new Term.Str("mcp-gateway")),
            List.of(Predicate.of("time", new Term.Variable("t"))),
            List.of(),
            List.of());
    refused(
        Forge.authority(Forge.withRules(authority(), adding(rule))), Reason.AUTHORITY_MALFORMED);
  }

  @Test
  void hopWithoutHopFact_isRefused() throws Exception {
    refusedHop(Forge.withFacts(hop(), facts -> List.of()), Reason.HOP_MALFORMED);
  }

  @Test
  void hopWithTwoHopFacts_isRefused() throws Exception {
    Block hop = hop();
    Predicate first = hop.facts().get(0);
    List<Term> terms = new ArrayList<>(first.terms());
    terms.set(2, new Term.Str("mallory"));
    refusedHop(Forge.withFacts(hop, adding(new Predicate("hop", terms))), Reason.HOP_MALFORMED);
  }

  @Test
  void hopWithTheWrongNumber_isRefused() throws Exception {
    Block hop = hop();
    List<Term> terms = new ArrayList<>(hop.facts().get(0).terms());
    terms.set(0, new Term.Int(2));
    refusedHop(
        Forge.withFacts(hop, facts -> List.of(new Predicate("hop", terms))),
        Reason.HOP_NUMBER_WRONG);
  }

  @Test
  void hopWithAnotherFact_isRefused() throws Exception {
    refusedHop(
        Forge.withFacts(hop(), adding(Predicate.of("user", new Term.Str("x"), new Term.Str("y")))),
        Reason.HOP_MALFORMED);
  }

  @Test
  void hopWithARule_isRefused() throws Exception {
    Rule rule =
        new Rule(
            Predicate.of("anything", new Term.Int(1)),
            List.of(Predicate.of("time", new Term.Variable("t"))),
            List.of(),
            List.of());
    refusedHop(Forge.withRules(hop(), adding(rule)), Reason.HOP_MALFORMED);
  }

  @Test
  void hopThatSelectsACapabilityThatDoesNotExist_isRefused() throws Exception {
    Term.Variable c = new Term.Variable("c");
    Check check =
        new Check(
            Check.Kind.IF,
            List.of(
                new Rule(
                    Predicate.of("query"),
                    List.of(Predicate.of("cap", c)),
                    List.of(CapabilityEncoder.contains(List.of(new Term.Int(4)), c)),
                    List.of())));
    refusedHop(Forge.withChecks(hop(), adding(check)), Reason.HOP_MALFORMED);
  }

  @Test
  void attestationByAnotherKey_isRefused() throws Exception {
    Bytes token = Forge.attested(Story.first().token().expose(), hop(), Story.ATTACKER);
    refused(token, Reason.ATTESTATION_KEY_UNKNOWN);
  }

  @Test
  void attestationByTheRootKey_isRefused() throws Exception {
    Bytes token = Forge.attested(Story.first().token().expose(), hop(), Story.ROOT);
    refused(token, Reason.ATTESTATION_KEY_UNKNOWN);
  }

  @Test
  void attestationByAKeyOfAnotherIssuer_isRefused() throws Exception {
    TrustedKey foreign =
        new TrustedKey(
            3,
            TrustedKey.Role.ATTESTATION,
            TrustedKey.State.ACTIVE,
            "https://other.example",
            Story.ATTACKER.publicKey());
    List<TrustedKey> keys = new ArrayList<>(Story.KEYS.keys());
    keys.add(foreign);
    Bytes token = Forge.attested(Story.first().token().expose(), hop(), Story.ATTACKER);
    assertRefused(new Verifier(new TrustedKeys(keys)), token, Reason.ATTESTATION_KEY_UNKNOWN);
  }

  @Test
  void rootKeyOfAnotherIssuer_isRefused() throws Exception {
    TrustedKey foreign =
        new TrustedKey(
            1,
            TrustedKey.Role.ROOT,
            TrustedKey.State.ACTIVE,
            "https://other.example",
            Story.ROOT.publicKey());
    assertRefused(
        new Verifier(new TrustedKeys(List.of(foreign))),
        Story.first().token().expose(),
        Reason.ROOT_KEY_UNKNOWN);
  }

  @Test
  void compromisedKeys_verifyNothing() throws Exception {
    Minted first = Story.first();
    Bytes next =
        Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER)).token().expose();
    for (TrustedKey.Role role : List.of(TrustedKey.Role.ROOT, TrustedKey.Role.ATTESTATION)) {
      List<TrustedKey> keys =
          Story.KEYS.keys().stream()
              .map(
                  k ->
                      k.role() == role
                          ? new TrustedKey(
                              k.number(), role, TrustedKey.State.COMPROMISED, k.issuer(), k.key())
                          : k)
              .toList();
      assertRefused(new Verifier(new TrustedKeys(keys)), next, Reason.KEY_COMPROMISED);
    }
  }

  @Test
  void scopeOnABlock_isRefused() throws Exception {
    Schema.Block block = Schema.Block.parseFrom(BlockAuthor.author(hop()).toArray());
    Bytes payload = Bytes.of(block.toBuilder().addScope(previous()).build().toByteArray());
    refused(
        Forge.append(
            Story.first().token().expose(), payload, Optional.of((Signer) Story.ATTESTATION)),
        Reason.SCOPE_FORBIDDEN);
  }

  @Test
  void scopeOnAHoldersCheck_isRefused() throws Exception {
    Bytes token = Story.first().token().expose();
    Schema.Block.Builder block =
        Schema.Block.parseFrom(Forge.holders(token, checkOnTime()).toArray()).toBuilder();
    block.getChecksV2Builder(0).getQueriesBuilder(0).addScope(previous());
    refused(
        Forge.append(token, Bytes.of(block.build().toByteArray()), Optional.empty()),
        Reason.SCOPE_FORBIDDEN);
  }

  @Test
  void scopeOnAHoldersRule_isRefused() throws Exception {
    Bytes token = Story.first().token().expose();
    Schema.Block.Builder block =
        Schema.Block.parseFrom(Forge.holders(token, holderRule("mine")).toArray()).toBuilder();
    block.getRulesV2Builder(0).addScope(previous());
    refused(
        Forge.append(token, Bytes.of(block.build().toByteArray()), Optional.empty()),
        Reason.SCOPE_FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cap", "hop", "user"})
  void holdersRuleThatClaimsWhatOnlyTheIssuerStates_isRefused(String head) throws Exception {
    refused(
        Forge.plain(Story.first().token().expose(), holderRule(head)), Reason.PREDICATE_RESERVED);
  }

  @Test
  void holdersRuleOfAnotherName_isAccepted() throws Exception {
    Bytes token = Forge.plain(Story.first().token().expose(), holderRule("mine"));
    assertThat(decide(token)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void missingRootKey_isRefused() {
    refused(
        Forge.authority(BlockAuthor.author(authority()), OptionalLong.empty(), 1),
        Reason.ROOT_KEY_MISSING);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, 7, 0xFFFF_FFFFL})
  void unknownRootKey_isRefused(long number) {
    refused(
        Forge.authority(BlockAuthor.author(authority()), OptionalLong.of(number), 1),
        Reason.ROOT_KEY_UNKNOWN);
  }

  @Test
  void signatureVersionZero_isRefused() {
    Block older =
        new Block(
            3,
            Optional.empty(),
            authority().facts(),
            authority().rules(),
            authority().checks(),
            List.of());
    refused(
        Forge.authority(BlockAuthor.author(older), OptionalLong.of(1), 0),
        Reason.SIGNATURE_VERSION_UNSUPPORTED);
  }

  private static Schema.Scope previous() {
    return Schema.Scope.newBuilder().setScopeType(Schema.Scope.ScopeType.Previous).build();
  }

  private static Block checkOnTime() {
    return new Block(
        5,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(
            new Check(
                Check.Kind.IF,
                List.of(
                    new Rule(
                        Predicate.of("query"),
                        List.of(Predicate.of("time", new Term.Variable("t"))),
                        List.of(),
                        List.of())))),
        List.of());
  }

  private static Block holderRule(String head) {
    return new Block(
        5,
        Optional.empty(),
        List.of(),
        List.of(
            new Rule(
                Predicate.of(head, new Term.Variable("t")),
                List.of(Predicate.of("time", new Term.Variable("t"))),
                List.of(),
                List.of())),
        List.of(),
        List.of());
  }

  private static <T> UnaryOperator<List<T>> adding(T more) {
    return list -> {
      list.add(more);
      return list;
    };
  }

  private static Decision decide(Bytes token) {
    return Story.check(token, Story.createIssue(), Story.ORCHESTRATOR);
  }

  private static void refusedHop(Block block, Reason reason) throws Exception {
    refused(Forge.attested(Story.first().token().expose(), block, Story.ATTESTATION), reason);
  }

  private static void refused(Bytes token, Reason reason) {
    assertRefused(Story.VERIFIER, token, reason);
  }

  private static void assertRefused(Verifier verifier, Bytes token, Reason reason) {
    Decision decision =
        verifier.check(
            token,
            new io.deputy.verify.PresentedRequest("mcp-gateway", Story.createIssue()),
            new io.deputy.verify.ProvenKey(Story.ORCHESTRATOR.key()),
            Story.NOW);
    Story.assertDenied(decision, reason);
  }
}
