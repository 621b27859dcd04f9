package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Policy;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.Term;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.Holder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Genuine tokens of every kind, and what can be done to them without any key. */
final class FuzzCorpus {
  /** How many random Biscuits there are beside the delegation tokens. */
  private static final int BISCUITS = 200;

  private final Random random;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A genuine token.
   *
   * @param plan how to sign it again, if its keys are known
   */
  record Entry(
      UnverifiedBiscuit content,
      PublicKey root,
      Authorizer authorizer,
      Holder holder,
      Optional<Plan> plan) {}

  FuzzCorpus(Random random) {
    this.random = random;
    try {
      Minted first = Story.first();
      Minted second = Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER));
      Minted third = Story.MINTER.next(second.chain(), Story.same(second, Story.SUMMARIZER));
      add(first.token().expose(), Story.ORCHESTRATOR);
      add(second.token().expose(), Story.RESEARCHER);
      add(third.token().expose(), Story.SUMMARIZER);
      add(Forge.plain(second.token().expose(), Holders.before(50)), Story.RESEARCHER);
      RandomTokens tokens = new RandomTokens(random, true);
      for (int i = 0; i < BISCUITS; i++) {
        Plan plan = tokens.next();
        entries.add(
            new Entry(
                UnverifiedBiscuit.parse(plan.sign()),
                plan.root().publicKey(),
                plan.authorizer(),
                Story.ORCHESTRATOR,
                Optional.of(plan)));
      }
    } catch (Exception e) {
      throw new IllegalStateException("the corpus is genuine", e);
    }
  }

  private void add(Bytes token, Holder holder) throws Refusal {
    Rule any =
        new Rule(
            Predicate.of("query"),
            List.of(Predicate.of("user", new Term.Variable("i"), new Term.Variable("s"))),
            List.of(),
            List.of());
    entries.add(
        new Entry(
            UnverifiedBiscuit.parse(token),
            Story.ROOT.publicKey(),
            new Authorizer(
                List.of(),
                List.of(),
                List.of(),
                List.of(new Policy(Policy.Kind.ALLOW, List.of(any)))),
            holder,
            Optional.empty()));
  }

  List<Entry> entries() {
    return entries;
  }

  /** A token; every other time one of the delegation tokens, of which there are few. */
  Entry pick() {
    int delegations = entries.size() - BISCUITS;
    return entries.get(random.nextInt(random.nextBoolean() ? delegations : entries.size()));
  }

  /** The token with its bytes, its blocks or its proof changed. */
  Bytes mutate(Entry entry, Mutator mutator) {
    UnverifiedBiscuit content = entry.content();
    List<Bytes> blocks =
        new ArrayList<>(content.blocks().stream().map(SignedBlock::encoded).toList());
    Proof proof = content.proof();
    switch (random.nextInt(8)) {
      case 0 -> Collections.shuffle(blocks, random);
      case 1 -> blocks.add(random.nextInt(blocks.size() + 1), another().last().encoded());
      case 2 -> blocks.remove(random.nextInt(blocks.size()));
      case 3 -> proof = another().proof();
      case 4 -> {
        int at = random.nextInt(blocks.size());
        blocks.set(at, mutator.bytes(blocks.get(at)));
      }
      case 5 -> {
        UnverifiedBiscuit other = another();
        int at = random.nextInt(other.blocks().size());
        blocks.set(random.nextInt(blocks.size()), other.blocks().get(at).encoded());
      }
      default -> {
        return mutator.bytes(content.token());
      }
    }
    if (blocks.isEmpty()) {
      return mutator.bytes(content.token());
    }
    return proof instanceof Proof.FinalSignature seal
        ? ContainerWriter.sealedToken(content.rootKeyNumber(), blocks, seal.signature())
        : ContainerWriter.token(
            content.rootKeyNumber(), blocks, ((Proof.NextSecret) proof).unsafeNextSecret());
  }

  private UnverifiedBiscuit another() {
    return entries.get(random.nextInt(entries.size())).content();
  }
}
