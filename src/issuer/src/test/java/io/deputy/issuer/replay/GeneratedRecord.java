package io.deputy.issuer.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Certificate;
import io.deputy.capability.Containment;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.decisions.DecisionColumns;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.exchange.HopLaw;
import io.deputy.issuer.postgres.Leaves;
import io.deputy.json.CertificateJson;
import io.deputy.json.DecisionBatchJson;
import io.deputy.json.DecisionRecordJson;
import io.deputy.json.RightsJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.TreeHead;
import io.deputy.minting.HopTerms;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minted;
import io.deputy.minting.Minter;
import io.deputy.minting.Secret;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Asking;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import io.deputy.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A record as the issuer writes it, without the issuer: real tokens, real rows, written with the
 * triggers on. For what takes many chains, or hard blows.
 */
public final class GeneratedRecord {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GATEWAY = "mcp-gateway";
  private static final String SERVER = "https://mcp.acme.example/github";
  private static final String BLANK_TRACE = "00000000000000000000000000000001";

  private static final InMemoryEd25519 ROOT = key(1);
  private static final InMemoryEd25519 ATTESTATION = key(2);
  private static final InMemoryEd25519 LOG = key(3);

  /** What the auditor has from elsewhere. */
  public static final TrustedKeys KEYS =
      new TrustedKeys(
          List.of(
              trusted(ROOT, TrustedKey.Role.ROOT),
              trusted(ATTESTATION, TrustedKey.Role.ATTESTATION),
              trusted(LOG, TrustedKey.Role.LOG)));

  private static final Minter MINTER =
      new Minter(Acme.ISSUER, ROOT, ATTESTATION, new Verifier(KEYS));

  private final Connection database;
  private final Directory directory;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private final UUID stream = UUID.randomUUID();
  private final Map<String, Set<String>> columns = new HashMap<>();
  private long number = 1;

  private GeneratedRecord(Connection database, Directory directory) {
    this.database = database;
    this.directory = directory;
  }

  /** Writes keys and a directory. */
  public static GeneratedRecord begin(Connection database)
      throws IOException, DirectoryInvalid, SQLException {
    Path folder = Files.createTempDirectory("deputy-acme");
    Directory directory = DirectoryFile.read(Acme.writeDirectory(folder), true);
    GeneratedRecord record = new GeneratedRecord(database, directory);
    record.keys();
    record.version(1, directory.canonical().replace("PT5M", "PT6M"));
    record.version(2, directory.canonical());
    return record;
  }

  /** What an issuer does at its first start after the database was brought to this version. */
  public void startAgain() throws SQLException {
    boolean hadKeys = !columns("key_event").isEmpty();
    boolean hadHistory = !columns("directory_history").isEmpty();
    columns.clear();
    if (!hadKeys) {
      keys();
    }
    if (!hadHistory) {
      inForce(1, directory.digest().toArray());
    }
  }

  private void keys() throws SQLException {
    Instant made = now.minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    for (TrustedKey key : KEYS.keys()) {
      insert(
          "key_event",
          values(
              "number", key.number(),
              "role", key.role().name().toLowerCase(Locale.ROOT),
              "state", "active",
              "public_key", KeyManifest.publicText(key.key()),
              "at", made));
    }
  }

  private void version(long version, String canonical) throws SQLException {
    byte[] digest = Bytes.of(canonical.getBytes(StandardCharsets.UTF_8)).sha256().toArray();
    insert("directory_version", values("digest", digest, "content", canonical));
    inForce(version, digest);
  }

  private void inForce(long version, byte[] digest) throws SQLException {
    insert("directory_history", values("version", version, "digest", digest));
  }

  private static InMemoryEd25519 key(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return new InMemoryEd25519(number, new Secret(Bytes.of(seed)));
  }

  private static TrustedKey trusted(InMemoryEd25519 key, TrustedKey.Role role) {
    return new TrustedKey(
        key.number(), role, TrustedKey.State.ACTIVE, Acme.ISSUER, key.publicKey());
  }

  /** A chain: orchestrator, researcher, and the researcher again for as many hops as wanted. */
  public List<Minted> chain(String user, int hops) throws Refusal, SQLException {
    return chain(user, hops, 300);
  }

  /** The same, where what follows the first hop lives so many seconds. */
  public List<Minted> chain(String user, int hops, int seconds) throws Refusal, SQLException {
    List<Minted> chain = new ArrayList<>();
    for (int i = 0; i < hops; i++) {
      Rights rights = RightsJson.read(i < 2 ? Acme.ISSUES : Acme.SEARCH);
      AcmeKey key = i == 0 ? Acme.ORCHESTRATOR : Acme.RESEARCHER;
      Holder holder = new Holder(i == 0 ? "orchestrator" : "researcher", key.thumbprint());
      HopTerms terms =
          new HopTerms(
              new HopId(UUID.randomUUID()),
              holder,
              now,
              now.plusSeconds(i == 0 ? 600 : seconds),
              new TreeSet<>(List.of(GATEWAY)),
              i == 0 ? 4 : 3,
              rights);
      Minted minted =
          i == 0
              ? MINTER.first(new ChainId(UUID.randomUUID()), new User(Acme.IDP, user), terms)
              : MINTER.next(chain.get(i - 1).chain(), terms);
      chain.add(minted);
      insert(minted, i == 0 ? Optional.empty() : Optional.of(chain.get(i - 1).chain()));
    }
    return chain;
  }

  private void insert(Minted minted, Optional<VerifiedChain> parent) throws Refusal, SQLException {
    VerifiedChain chain = minted.chain();
    Hop hop = chain.last();
    KnownUser user =
        new KnownUser(chain.user(), new TreeSet<>(List.of("engineering")), new TreeSet<>());
    String delegator = parent.map(p -> p.last().holder().agent()).orElse(hop.holder().agent());
    Rights scope = RightsJson.read(Acme.ISSUES);
    HopLaw law =
        HopLaw.of(
            new HopLaw.Minted(
                parent.map(p -> new HopLaw.Parent(p.hops(), p.rights())),
                delegator,
                user,
                hop,
                chain.rights(),
                parent.isPresent() ? Optional.empty() : Optional.of(scope),
                Optional.empty(),
                Optional.of("generated")),
            directory);
    Map<String, Certificate> certificates = new HashMap<>();
    law.ceilings()
        .forEach(
            (word, ceiling) ->
                certificates.put(
                    word, ((Containment.Within) chain.rights().within(ceiling)).certificate()));
    List<Bytes> ids = chain.biscuit().revocationIds();
    Map<String, Object> row =
        values(
            "id", hop.id().value(),
            "chain", chain.id().value(),
            "parent", parent.map(p -> p.last().id().value()).orElse(null),
            "depth", hop.number(),
            "delegator", delegator,
            "actor", hop.holder().agent(),
            "actor_key", hop.holder().key().bytes().toArray(),
            "user_issuer", chain.user().issuer(),
            "user_subject", chain.user().subject(),
            "user_groups", new String[] {"engineering"},
            "user_roles", new String[0],
            "asked", RightsJson.write(chain.rights()),
            "granted", RightsJson.write(chain.rights()),
            "certificate", CertificateJson.write(certificates),
            "user_token", parent.isPresent() ? null : RightsJson.write(scope),
            "user_token_at", parent.isPresent() ? null : now,
            "directory", directory.digest().toArray(),
            "root_key", ROOT.number(),
            "attestation_key", parent.isPresent() ? ATTESTATION.number() : null,
            "blocks", arrays(minted.newBlocks()),
            "revocation_ids",
                arrays(ids.subList(ids.size() - minted.newBlocks().size(), ids.size())),
            "issued_at", hop.issuedAt(),
            "expires_at", hop.expiresAt(),
            "audience", hop.audience().toArray(String[]::new),
            "max_depth", hop.maxDepth(),
            "purpose", "generated",
            "client_address", "127.0.0.1",
            "trace", BLANK_TRACE);
    insert("hop", row);
  }

  /**
   * Lets the log take up all that waits for it, and signs it.
   *
   * @return the newest checkpoint
   */
  public static String log(Connection database) throws Refusal {
    return Leaves.write(database, LOG.number(), GeneratedRecord::signed);
  }

  /** A checkpoint that the log's key signs, whatever the log has. */
  public static String signed(TreeHead head) {
    String origin = Checkpoint.origin(Acme.ISSUER);
    NoteKey key = new NoteKey(origin, LOG.publicKey());
    return SignedNote.sign(new Checkpoint(origin, head).text(), key, LOG::sign).write();
  }

  private static byte[][] arrays(List<Bytes> bytes) {
    return bytes.stream().map(Bytes::toArray).toArray(byte[][]::new);
  }

  /** Takes a chain back; gives the number of the revocation. */
  public long revoke(ChainId chain) throws SQLException {
    insert(
        "revocation",
        values(
            "kind", "chain",
            "chain", chain.value(),
            "by_kind", "operator",
            "by_issuer", Acme.IDP,
            "by_name", "olivia",
            "client_address", "127.0.0.1",
            "trace", BLANK_TRACE));
    try (var rows = database.createStatement().executeQuery("SELECT max(cursor) FROM revocation")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** What the gateway says of a call of a tool on a repository. */
  public DecisionRecord call(Minted token, String tool, String repository, Verdict verdict, long to)
      throws Refusal {
    Request request =
        new Request.Mcp(
            SERVER,
            "tools/call",
            Optional.of(tool),
            Arguments.of(Map.of(new Pointer("/repo"), new Value.Text(repository))));
    return of(token, new RecordedRequest.Whole(request), verdict, to, Asking.ALL);
  }

  /** The same with its arguments hidden. */
  public DecisionRecord hidden(Minted token, String tool, long to) throws Refusal {
    DecisionRecord whole = call(token, tool, "acme/site", new Verdict.Allowed(), to);
    return whole.withoutArguments();
  }

  /** That a list passed, since some right names the server. */
  public DecisionRecord list(Minted token, long to) throws Refusal {
    Request request = new Request.Mcp(SERVER, "tools/list", Optional.empty(), Arguments.NONE);
    return of(
        token,
        new RecordedRequest.Whole(request),
        new Verdict.Allowed(),
        to,
        new Asking(true, List.of()));
  }

  private DecisionRecord of(
      Minted token, RecordedRequest request, Verdict verdict, long to, Asking asking)
      throws Refusal {
    TokenBlocks blocks = TokenBlocks.of(token.token().expose());
    Thumbprint key = token.chain().last().holder().key();
    return new DecisionRecord(
            now.plusSeconds(1),
            RecordedToken.Verified.of(blocks, token.chain()),
            List.of(request),
            verdict,
            Optional.of(new DecisionRecord.BundleUsed(now, to)),
            new ProvenKey(key),
            Optional.of("github"),
            Optional.empty(),
            Optional.empty())
        .with(asking);
  }

  /** That somebody with this token was turned away. */
  public DecisionRecord turnedAway(Minted token, Reason reason, Instant at, long to)
      throws Refusal {
    TokenBlocks blocks = TokenBlocks.of(token.token().expose());
    return new DecisionRecord(
        at,
        RecordedToken.Claimed.of(blocks, UnverifiedChain.read(token.token().expose())),
        List.of(),
        new Verdict.Denied(reason),
        Optional.of(new DecisionRecord.BundleUsed(now, to)),
        ProvenKey.NONE,
        Optional.of("github"),
        Optional.empty(),
        Optional.empty());
  }

  /** When the tokens of this record were minted. */
  public Instant mintedAt() {
    return now;
  }

  /** Delivers one batch of decisions about these tokens. */
  public UUID deliver(List<Minted> tokens, DecisionRecord... records)
      throws Refusal, SQLException, IOException {
    List<TokenBlocks> blocks = new ArrayList<>();
    for (Minted token : tokens) {
      blocks.add(TokenBlocks.of(token.token().expose()));
    }
    DecisionBatch batch = new DecisionBatch(GATEWAY, stream, number, List.of(records), blocks);
    Jwt jws = Jwt.signedBy(Acme.MCP_GATEWAY).header("typ", BatchSignatures.TYPE);
    Map<?, ?> claims = JSON.readValue(DecisionBatchJson.write(batch), Map.class);
    for (Map.Entry<?, ?> claim : claims.entrySet()) {
      jws = jws.with((String) claim.getKey(), claim.getValue());
    }
    for (TokenBlocks token : blocks) {
      insert(
          "decision_token",
          values("digest", token.digest().toArray(), "blocks", token.bytes().toArray()));
    }
    UUID id = UUID.randomUUID();
    database.setAutoCommit(false);
    insert(
        "decision_batch",
        values(
            "id",
            id,
            "gateway",
            GATEWAY,
            "stream",
            stream,
            "first",
            batch.from(),
            "last",
            batch.next() - 1,
            "next",
            batch.next(),
            "jws",
            jws.compact(),
            "client_address",
            "127.0.0.1",
            "trace",
            BLANK_TRACE));
    for (DecisionRecord record : records) {
      insert(id, record);
    }
    database.commit();
    database.setAutoCommit(true);
    return id;
  }

  private void insert(UUID batch, DecisionRecord record) throws SQLException {
    DecisionColumns columns = DecisionColumns.of(record);
    Optional<DecisionColumns.Says> says = columns.delegation();
    insert(
        "decision",
        values(
            "gateway", GATEWAY,
            "stream", stream,
            "number", number++,
            "batch", batch,
            "decided_at", columns.decidedAt(),
            "verdict", columns.verdict(),
            "reason", columns.reason().orElse(null),
            "standing", columns.standing(),
            "token", columns.token().map(Bytes::toArray).orElse(null),
            "issuer", says.map(DecisionColumns.Says::issuer).orElse(null),
            "chain", says.map(DecisionColumns.Says::chain).orElse(null),
            "hop", says.map(DecisionColumns.Says::hop).orElse(null),
            "user_issuer", says.map(DecisionColumns.Says::userIssuer).orElse(null),
            "user_subject", says.map(DecisionColumns.Says::userSubject).orElse(null),
            "agents",
                says.map(DecisionColumns.Says::agents).orElse(List.of()).toArray(String[]::new),
            "servers", columns.servers().toArray(String[]::new),
            "names", columns.names().toArray(String[]::new),
            "route", columns.route().orElse(null),
            "trace", columns.trace().orElse(null),
            "content", DecisionRecordJson.write(record)));
  }

  private Set<String> columns(String table) throws SQLException {
    Set<String> known = columns.get(table);
    if (known == null) {
      known = new HashSet<>();
      try (ResultSet rows = database.getMetaData().getColumns(null, "public", table, null)) {
        while (rows.next()) {
          known.add(rows.getString("COLUMN_NAME"));
        }
      }
      columns.put(table, known);
    }
    return known;
  }

  private static Map<String, Object> values(Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  /** Into a database of an older version go those columns and tables that it has. */
  private void insert(String table, Map<String, Object> all) throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>(all);
    values.keySet().retainAll(columns(table));
    if (values.isEmpty()) {
      return;
    }
    String columns = String.join(", ", values.keySet());
    String places = values.keySet().stream().map(c -> "?").collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        database.prepareStatement(
            "INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")")) {
      int i = 1;
      for (Object value : values.values()) {
        if (value instanceof String[] texts) {
          insert.setArray(i++, database.createArrayOf("text", texts));
        } else if (value instanceof byte[][] bytes) {
          insert.setArray(i++, database.createArrayOf("bytea", bytes));
        } else if (value instanceof Instant time) {
          insert.setTimestamp(i++, Timestamp.from(time));
        } else {
          insert.setObject(i++, value);
        }
      }
      insert.executeUpdate();
    }
  }
}
