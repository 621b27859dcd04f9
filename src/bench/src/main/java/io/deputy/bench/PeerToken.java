package io.deputy.bench;

import biscuit.format.schema.Schema;
import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.token.Biscuit;
import org.biscuitsec.biscuit.token.builder.Block;

/**
 * A token that every library can read: plain blocks, signatures of version 0, one for each block.
 * Made by biscuit-java from fixed seeds, so that every process measures the very same bytes.
 *
 * @param bytes the token
 * @param peersRoot its root key, for biscuit-java
 */
record PeerToken(Bytes bytes, org.biscuitsec.biscuit.crypto.PublicKey peersRoot) {
  /** What the authorizer says of the request. */
  static final List<String> FACTS =
      List.of(
          "time(2026-11-24T09:00:00Z)",
          "audience(\"mcp-gateway\")",
          "resource(\"mcp\", \"https://mcp.acme.example/github\")",
          "operation(\"tools/call\")",
          "name(\"create_issue\")",
          "arg(\"/repo\", \"acme/site\")",
          "arg(\"/title\", \"a title\")");

  static final String POLICY = "allow if user($iss, $sub)";
  static final String AUTHORIZER = String.join(";", FACTS) + ";" + POLICY + ";";

  /** The numbers of blocks that are measured. */
  static final List<Integer> BLOCKS = List.of(1, 3, 5, 10);

  static PeerToken ofBlocks(int blocks) throws Exception {
    // This one is a function of its seed if that is set first.
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(blocks);
    KeyPair key = generate(random);
    org.biscuitsec.biscuit.token.builder.Biscuit authority = Biscuit.builder(random, key);
    authority.add_authority_fact("user(\"https://idp.acme.example\", \"alice\")");
    authority.add_authority_rule(
        "cap(1) <- resource(\"mcp\", \"https://mcp.acme.example/github\"), operation($o),"
            + " [\"tools/call\"].contains($o), name($n),"
            + " [\"create_issue\", \"search_issues\"].contains($n),"
            + " arg(\"/repo\", $a), $a.starts_with(\"acme/\")");
    authority.add_authority_check("check if cap($c)");
    authority.add_authority_check("check if time($t), $t < 2026-11-24T10:00:00Z");
    authority.add_authority_check(
        "check if audience($a), [\"http-gateway\", \"mcp-gateway\"].contains($a)");
    Biscuit biscuit = authority.build();
    for (int i = 1; i < blocks; i++) {
      Block block = biscuit.create_block();
      block.add_fact("hop(" + i + ", \"researcher\")");
      block.add_check("check if time($t), $t < 2026-11-24T09:30:00Z");
      block.add_check("check if audience($a), [\"mcp-gateway\"].contains($a)");
      block.add_check("check if cap($c), [1].contains($c)");
      biscuit = biscuit.attenuate(random, generate(random), block);
    }
    return new PeerToken(Bytes.of(biscuit.serialize()), key.public_key());
  }

  PublicKey root() {
    return new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(peersRoot.toBytes()));
  }

  static KeyPair generate(SecureRandom random) {
    return KeyPair.generate(Schema.PublicKey.Algorithm.Ed25519, random);
  }
}
