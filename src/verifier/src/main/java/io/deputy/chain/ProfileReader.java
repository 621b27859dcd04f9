package io.deputy.chain;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.Term;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Rights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads a Biscuit as a delegation token. The generic reader has made sure that it is one Biscuit
 * with one meaning; this one refuses every Biscuit that is not of the profile.
 */
final class ProfileReader {
  private static final int SIGNATURE_VERSION = 1;
  private static final List<String> AUTHORITY_FACTS =
      List.of("issuer", "chain", "user", "max_depth", "hop");
  private static final List<String> HOP_FACTS = List.of("hop", "max_depth");
  private static final int HOP_TERMS = 5;

  private final List<Hop> hops = new ArrayList<>();
  private final List<Optional<RightsClause>> clauses = new ArrayList<>();

  private ProfileReader() {}

  static UnverifiedChain read(UnverifiedBiscuit biscuit) throws Refusal {
    ProfileReader reader = new ProfileReader();
    requireProfile(biscuit.blocks());
    AuthorityClaims authority = reader.authority(biscuit.blocks().get(0).block());
    return reader.read(biscuit, authority, 1);
  }

  /** Goes on after the first {@code blocks} blocks, which {@code known} has too. */
  static UnverifiedChain read(UnverifiedBiscuit biscuit, UnverifiedChain known, int blocks)
      throws Refusal {
    ProfileReader reader = new ProfileReader();
    requireProfile(biscuit.blocks().subList(blocks, biscuit.blocks().size()));
    for (Hop hop : known.hops()) {
      if (hop.block() < blocks) {
        reader.hops.add(hop);
        reader.clauses.add(known.clauses().get(hop.number()));
      }
    }
    return reader.read(biscuit, known.authority(), blocks);
  }

  private UnverifiedChain read(UnverifiedBiscuit biscuit, AuthorityClaims authority, int from)
      throws Refusal {
    for (int i = from; i < biscuit.blocks().size(); i++) {
      SignedBlock block = biscuit.blocks().get(i);
      if (block.external().isPresent()) {
        hop(block.block(), i, authority);
      } else {
        requireNoReservedHead(block.block());
      }
    }
    return new UnverifiedChain(biscuit, authority, hops, clauses);
  }

  private static void requireProfile(List<SignedBlock> blocks) throws Refusal {
    for (SignedBlock block : blocks) {
      if (block.signatureVersion() != SIGNATURE_VERSION) {
        throw new Refusal(
            Reason.SIGNATURE_VERSION_UNSUPPORTED,
            "a block is signed in version " + block.signatureVersion() + ", only 1 is accepted");
      }
      if (block.nextKey().algorithm() != PublicKey.Algorithm.ED25519) {
        throw new Refusal(
            Reason.BLOCK_KEY_UNSUPPORTED, "a block hands over to a key that is not Ed25519");
      }
      requireNoScope(block.block());
    }
  }

  private AuthorityClaims authority(Block block) throws Refusal {
    Statements statements =
        new Statements(block, Reason.AUTHORITY_MALFORMED, "the authority block");
    statements.requireOnlyFacts(AUTHORITY_FACTS);
    List<Term> user = statements.one("user", 2);
    AuthorityClaims claims =
        new AuthorityClaims(
            statements.text(statements.one("issuer", 1).get(0)),
            ChainId.of(statements.bytes(statements.one("chain", 1).get(0), Uuids.SIZE)),
            new User(statements.text(user.get(0)), statements.text(user.get(1))),
            new Rights(statements.capabilities()));
    int maxDepth = statements.smallInt(statements.one("max_depth", 1).get(0));
    List<Statements.Clause> checks = statements.clauses();
    boolean anyCapability =
        checks.stream().anyMatch(c -> c instanceof Statements.Clause.AnyCapability);
    if (checks.size() != 3 || !anyCapability) {
      throw statements.refuse(
          "does not check its capabilities, the time and the audience once each");
    }
    Narrowings limits = narrowings(checks, statements);
    Instant expiresAt =
        limits.end().orElseThrow(() -> statements.refuse("does not check the time"));
    SortedSet<String> audience =
        limits.audience().orElseThrow(() -> statements.refuse("does not check the audience"));
    addHop(statements, 0, expiresAt, audience, Math.min(maxDepth, Profile.MAX_HOPS - 1), 0);
    clauses.add(Optional.empty());
    return claims;
  }

  private void hop(Block block, int index, AuthorityClaims authority) throws Refusal {
    int number = hops.size();
    Statements statements = new Statements(block, Reason.HOP_MALFORMED, "hop block " + number);
    statements.requireOnlyFacts(HOP_FACTS);
    if (!block.rules().isEmpty()) {
      throw statements.refuse("has a rule");
    }
    Hop parent = hops.get(number - 1);
    if (number > parent.maxDepth()) {
      throw new Refusal(
          Reason.DEPTH_EXCEEDED,
          "hop " + number + " is deeper than " + parent.maxDepth() + ", which an ancestor allowed");
    }
    int maxDepth = parent.maxDepth();
    Optional<List<Term>> stated = statements.atMostOne("max_depth", 1);
    if (stated.isPresent()) {
      maxDepth = Math.min(maxDepth, statements.smallInt(stated.get().get(0)));
    }
    List<Statements.Clause> checks = statements.clauses();
    if (checks.stream().anyMatch(c -> c instanceof Statements.Clause.AnyCapability)) {
      throw statements.refuse("has a check that does not narrow");
    }
    Narrowings limits = narrowings(checks, statements);
    Instant expiresAt = parent.expiresAt();
    if (limits.end().isPresent() && limits.end().get().isBefore(expiresAt)) {
      expiresAt = limits.end().get();
    }
    TreeSet<String> audience = new TreeSet<>(parent.audience());
    limits.audience().ifPresent(audience::retainAll);
    if (limits.rights().isPresent()) {
      for (int selected : limits.rights().get().selected()) {
        if (selected < 1 || selected > authority.rights().capabilities().size()) {
          throw statements.refuse("selects capability " + selected + ", which does not exist");
        }
      }
    }
    addHop(statements, number, expiresAt, audience, maxDepth, index);
    clauses.add(limits.rights());
  }

  private void addHop(
      Statements statements,
      int number,
      Instant expiresAt,
      SortedSet<String> audience,
      int maxDepth,
      int block)
      throws Refusal {
    List<Term> hop = statements.one("hop", HOP_TERMS);
    if (statements.smallInt(hop.get(0)) != number) {
      throw new Refusal(
          Reason.HOP_NUMBER_WRONG,
          "attested block " + number + " calls itself hop " + statements.smallInt(hop.get(0)));
    }
    hops.add(
        new Hop(
            number,
            HopId.of(statements.bytes(hop.get(1), Uuids.SIZE)),
            new Holder(statements.text(hop.get(2)), statements.thumbprint(hop.get(3))),
            statements.date(hop.get(4)),
            expiresAt,
            audience,
            maxDepth,
            block));
  }

  /** What the checks of one block say, each at most once. */
  private record Narrowings(
      Optional<Instant> end, Optional<SortedSet<String>> audience, Optional<RightsClause> rights) {}

  private static Narrowings narrowings(List<Statements.Clause> checks, Statements statements)
      throws Refusal {
    Optional<Instant> end = Optional.empty();
    Optional<SortedSet<String>> audience = Optional.empty();
    Optional<RightsClause> rights = Optional.empty();
    for (Statements.Clause clause : checks) {
      if (clause instanceof Statements.Clause.Before before && end.isEmpty()) {
        end = Optional.of(before.end());
      } else if (clause instanceof Statements.Clause.Audience to && audience.isEmpty()) {
        audience = Optional.of(to.gateways());
      } else if (clause instanceof Statements.Clause.Narrowed narrowed && rights.isEmpty()) {
        rights = Optional.of(narrowed.rights());
      } else if (!(clause instanceof Statements.Clause.AnyCapability)) {
        throw statements.refuse("checks the same thing twice");
      }
    }
    return new Narrowings(end, audience, rights);
  }

  private static void requireNoScope(Block block) throws Refusal {
    boolean scoped = !block.scopes().isEmpty() || anyScoped(block.rules());
    for (Check check : block.checks()) {
      scoped |= anyScoped(check.queries());
    }
    if (scoped) {
      throw new Refusal(Reason.SCOPE_FORBIDDEN, "a block has a scope annotation (\"trusting\")");
    }
  }

  private static boolean anyScoped(List<Rule> rules) {
    for (Rule rule : rules) {
      if (!rule.scopes().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static void requireNoReservedHead(Block block) throws Refusal {
    for (Rule rule : block.rules()) {
      if (Profile.RESERVED_HEADS.contains(rule.head().name())) {
        throw new Refusal(
            Reason.PREDICATE_RESERVED,
            "a holder's rule states \"" + rule.head().name() + "\", which only the issuer may");
      }
    }
  }
}
