package io.deputy.cli;

import biscuit.format.schema.Schema;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.User;
import io.deputy.json.RightsJson;
import io.deputy.minting.HopTerms;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minted;
import io.deputy.minting.Minter;
import io.deputy.minting.Secret;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.biscuitsec.biscuit.datalog.SymbolTable;
import org.biscuitsec.biscuit.token.builder.Fact;
import org.biscuitsec.biscuit.token.builder.Term;

/** Tokens from the real minter, with keys from fixed seeds. */
final class Tokens {
  static final String ISSUER = "https://deputy.acme.example";
  static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  static final Instant LATER = Instant.parse("2026-11-24T10:00:00Z");
  static final Holder ORCHESTRATOR = new Holder("orchestrator", thumbprint(11));
  static final Holder RESEARCHER = new Holder("researcher", thumbprint(12));

  static final Rights ALL =
      rights(
          """
          [{"type": "mcp", "server": "https://mcp.acme.example/github",
            "methods": ["tools/call"], "names": ["search_issues", "create_issue"],
            "arguments": {"/repo": {"prefix": "acme/"}}, "other_arguments": "allow"}]
          """);
  static final Rights SEARCH =
      rights(
          """
          [{"type": "mcp", "server": "https://mcp.acme.example/github",
            "methods": ["tools/call"], "names": ["search_issues"],
            "arguments": {"/repo": {"prefix": "acme/"}}, "other_arguments": "allow"}]
          """);

  private static final InMemoryEd25519 ROOT = key(1);
  private static final InMemoryEd25519 ATTESTATION = key(2);
  static final TrustedKeys KEYS =
      new TrustedKeys(
          List.of(
              trusted(ROOT, TrustedKey.Role.ROOT),
              trusted(ATTESTATION, TrustedKey.Role.ATTESTATION)));
  private static final Minter MINTER = new Minter(ISSUER, ROOT, ATTESTATION, new Verifier(KEYS));

  private Tokens() {}

  /** Alice's, held by the orchestrator. */
  static Minted first() throws Refusal {
    return first(new User("https://idp.acme.example", "alice"), ORCHESTRATOR);
  }

  static Minted first(User user, Holder holder) throws Refusal {
    return MINTER.first(new ChainId(UUID.randomUUID()), user, terms(holder, ALL));
  }

  /** The orchestrator's, narrowed for the researcher. */
  static Minted second() throws Refusal {
    return MINTER.next(first().chain(), terms(RESEARCHER, SEARCH));
  }

  /** What a holder makes of it by appending a block of its own that claims something. */
  static Bytes withHolderBlock(Minted minted) throws Exception {
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(minted.token().expose());
    // Symbols continue those of the authority; attested blocks keep theirs to themselves.
    List<String> earlier =
        Schema.Block.parseFrom(content.blocks().get(0).payload().toArray()).getSymbolsList();
    SymbolTable symbols = new SymbolTable();
    earlier.forEach(symbols::insert);
    Schema.FactV2 fact =
        new Fact("note", List.of(new Term.Str("from\u001b[31m the holder")))
            .convert(symbols)
            .serialize();
    Bytes payload =
        Bytes.of(
            Schema.Block.newBuilder()
                .setVersion(3)
                .addFactsV2(fact)
                .addAllSymbols(symbols.symbols.subList(earlier.size(), symbols.symbols.size()))
                .build()
                .toByteArray());
    InMemoryEd25519 next = key(77);
    Bytes previous = content.last().signature();
    Secret secret = new Secret(((Proof.NextSecret) content.proof()).unsafeNextSecret());
    Bytes signature =
        new InMemoryEd25519(0, secret)
            .sign(SignaturePayloads.blockV1(payload, next.publicKey(), previous, Optional.empty()));
    List<Bytes> blocks =
        new ArrayList<>(content.blocks().stream().map(SignedBlock::encoded).toList());
    blocks.add(
        ContainerWriter.signedBlock(payload, next.publicKey(), signature, 1, Optional.empty()));
    return ContainerWriter.token(content.rootKeyNumber(), blocks, seed(77));
  }

  /** The same with one bit of the last block's signature turned. */
  static Bytes tampered(Minted minted) throws Refusal {
    Bytes signature = UnverifiedBiscuit.parse(minted.token().expose()).last().signature();
    byte[] token = minted.token().expose().toArray();
    String hex = minted.token().expose().toHex();
    token[hex.indexOf(signature.toHex()) / 2] ^= 1;
    return Bytes.of(token);
  }

  static String text(Minted minted) {
    return TokenText.write(minted.token().expose());
  }

  static Rights rights(String json) {
    try {
      return RightsJson.read(json);
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  private static HopTerms terms(Holder holder, Rights rights) {
    return new HopTerms(
        new HopId(UUID.randomUUID()),
        holder,
        NOW,
        LATER,
        new TreeSet<>(List.of("mcp-gateway")),
        4,
        rights);
  }

  private static TrustedKey trusted(InMemoryEd25519 key, TrustedKey.Role role) {
    return new TrustedKey(key.number(), role, TrustedKey.State.ACTIVE, ISSUER, key.publicKey());
  }

  private static InMemoryEd25519 key(int number) {
    return new InMemoryEd25519(number, new Secret(seed(number)));
  }

  private static Bytes seed(int number) {
    return Bytes.of((byte) number).sha256();
  }

  static Thumbprint thumbprint(int number) {
    return new Thumbprint(Bytes.of((byte) number).sha256());
  }
}
