package io.deputy.minting;

import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.PublicKey;
import io.deputy.minting.RandomExpressions.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Tokens of every kind that Biscuit has, signed the way its issuers and holders would. */
final class RandomTokens {
  /** Datalog 3.0, as blocks declare it; 3.1, 3.2 and 3.3 follow. */
  private static final int V3_0 = 3;

  private static final int V3_1 = 4;
  private static final int V3_2 = 5;
  private static final int V3_3 = 6;

  /** Seeds of keys that sign for third parties; the others are for roots and holders. */
  private static final List<TestKey> THIRD_PARTIES =
      List.of(TestKey.ED25519.get(0), TestKey.ED25519.get(1), TestKey.P256.get(0));

  private static final List<PublicKey> KNOWN =
      THIRD_PARTIES.stream().map(TestKey::publicKey).toList();

  private final Random random;
  private final boolean fresh;
  private final RandomTerms terms;
  private final RandomTerms textTerms;

  /**
   * @param fresh whether each token has keys of its own; if not, they come from a pool, which is
   *     much faster, and blocks of one token may fit into another
   */
  RandomTokens(Random random, boolean fresh) {
    this.random = random;
    this.fresh = fresh;
    this.terms = new RandomTerms(random, false);
    this.textTerms = new RandomTerms(random, true);
  }

  Plan next() {
    boolean curve = terms.chance(10);
    BlockWire.Tables tables = new BlockWire.Tables();
    List<Plan.Step> blocks = new ArrayList<>();
    for (int i = terms.below(4); i >= 0; i--) {
      blocks.add(step(blocks.isEmpty(), curve, tables));
    }
    Authorizer authorizer = new RandomBlocks(textTerms, Level.TEXT, KNOWN).authorizer();
    return new Plan(key(curve), blocks, terms.chance(15), authorizer);
  }

  private Plan.Step step(boolean authority, boolean curve, BlockWire.Tables tables) {
    boolean thirdParty = !authority && terms.chance(25);
    int version = version(thirdParty);
    Level level = version == V3_3 ? Level.V3_3 : version == V3_0 ? Level.V3_0 : Level.V3_1;
    Wire payload =
        BlockWire.write(
            new RandomBlocks(terms, level, KNOWN).block(version, authority),
            thirdParty ? new BlockWire.Tables() : tables);
    return new Plan.Step(
        payload,
        key(curve),
        thirdParty ? Optional.of(terms.of(THIRD_PARTIES)) : Optional.empty(),
        thirdParty || terms.chance(60) ? 1 : 0);
  }

  private int version(boolean thirdParty) {
    if (thirdParty) {
      return terms.chance(60) ? V3_3 : V3_2;
    }
    return terms.chance(60) ? V3_3 : terms.of(List.of(V3_0, V3_1, V3_2));
  }

  private TestKey key(boolean curve) {
    if (fresh) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      // Below the order of the group, whatever the curve.
      secret[0] &= 0x7f;
      boolean p256 = curve && terms.chance(50);
      return TestKey.of(p256 ? PublicKey.Algorithm.SECP256R1 : PublicKey.Algorithm.ED25519, secret);
    }
    List<TestKey> pool = curve && terms.chance(50) ? TestKey.P256 : TestKey.ED25519;
    return pool.get(THIRD_PARTIES.size() + terms.below(pool.size() - THIRD_PARTIES.size()));
  }
}
