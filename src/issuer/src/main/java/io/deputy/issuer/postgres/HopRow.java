package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.RecordedHop;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogRow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.annotations.Generated;

/**
 * A row of {@code hop}. Inserted and read, never changed; the table refuses that. Hibernate is not
 * told so, since it would not read the generated column of an immutable entity.
 */
@Entity
@Table(name = "hop")
class HopRow {
  @Id UUID id;
  UUID chain;
  UUID parent;
  short depth;
  String delegator;
  String actor;

  @Column(name = "actor_key")
  byte[] actorKey;

  @Column(name = "user_issuer")
  String userIssuer;

  @Column(name = "user_subject")
  String userSubject;

  @Column(name = "user_groups")
  String[] userGroups;

  @Column(name = "user_roles")
  String[] userRoles;

  String asked;
  String granted;
  String certificate;

  @Column(name = "user_token")
  String userToken;

  @Column(name = "user_token_at")
  Instant userTokenAt;

  String consent;

  byte[] directory;

  @Column(name = "root_key")
  int rootKey;

  @Column(name = "attestation_key")
  Integer attestationKey;

  byte[][] blocks;

  @Column(name = "revocation_ids")
  byte[][] revocationIds;

  @Column(name = "issued_at")
  Instant issuedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  String[] audience;

  @Column(name = "max_depth")
  short maxDepth;

  String purpose;

  @Column(name = "client_address")
  String clientAddress;

  String trace;

  /** By the clock of the database; known once the row is inserted. */
  @Generated
  @Column(name = "recorded_at")
  Instant recordedAt;

  static HopRow of(HopRecord hop) {
    HopRow row = new HopRow();
    row.id = hop.hop().id().value();
    row.chain = hop.chain().value();
    row.parent = hop.parent().map(HopId::value).orElse(null);
    row.depth = (short) hop.hop().number();
    row.delegator = hop.delegator();
    row.actor = hop.hop().holder().agent();
    row.actorKey = hop.hop().holder().key().bytes().toArray();
    row.userIssuer = hop.user().user().issuer();
    row.userSubject = hop.user().user().subject();
    row.userGroups = texts(hop.user().groups());
    row.userRoles = texts(hop.user().roles());
    row.asked = hop.basis().asked();
    row.granted = hop.basis().granted();
    row.certificate = hop.basis().certificate();
    row.userToken = hop.basis().userToken().orElse(null);
    row.userTokenAt = hop.basis().userTokenAt().orElse(null);
    row.consent = hop.basis().consent().orElse(null);
    row.directory = hop.basis().directory().toArray();
    row.rootKey = hop.basis().rootKey();
    row.attestationKey = hop.basis().attestationKey().orElse(null);
    row.blocks = arrays(hop.blocks());
    row.revocationIds = arrays(hop.revocationIds());
    row.issuedAt = hop.hop().issuedAt();
    row.expiresAt = hop.hop().expiresAt();
    row.audience = texts(hop.hop().audience());
    row.maxDepth = (short) hop.hop().maxDepth();
    row.purpose = hop.purpose().orElse(null);
    row.clientAddress = hop.source().address();
    row.trace = hop.source().trace();
    return row;
  }

  /** What the log will have of this row, which is inserted. */
  LogEntry entry() {
    return LogRow.of(LogKind.HOP)
        .uuid("id", id)
        .uuid("chain", chain)
        .uuid("parent", parent)
        .number("depth", depth)
        .text("delegator", delegator)
        .text("actor", actor)
        .bytes("actor_key", Bytes.of(actorKey))
        .text("user_issuer", userIssuer)
        .text("user_subject", userSubject)
        .texts("user_groups", Arrays.asList(userGroups))
        .texts("user_roles", Arrays.asList(userRoles))
        .text("asked", asked)
        .text("granted", granted)
        .text("certificate", certificate)
        .text("user_token", userToken)
        .time("user_token_at", userTokenAt)
        .text("consent", consent)
        .bytes("directory", Bytes.of(directory))
        .number("root_key", rootKey)
        .number("attestation_key", attestationKey)
        .byteStrings("blocks", Arrays.stream(blocks).map(Bytes::of).toList())
        .byteStrings("revocation_ids", Arrays.stream(revocationIds).map(Bytes::of).toList())
        .time("issued_at", issuedAt)
        .time("expires_at", expiresAt)
        .texts("audience", Arrays.asList(audience))
        .number("max_depth", maxDepth)
        .text("purpose", purpose)
        .text("client_address", clientAddress)
        .text("trace", trace)
        .time("recorded_at", recordedAt)
        .entry();
  }

  RecordedHop toRecordedHop() {
    return new RecordedHop(
        new HopId(id),
        new ChainId(chain),
        new KnownUser(
            new User(userIssuer, userSubject),
            new TreeSet<>(Arrays.asList(userGroups)),
            new TreeSet<>(Arrays.asList(userRoles))),
        Arrays.stream(blocks).map(Bytes::of).toList());
  }

  private static String[] texts(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }

  private static byte[][] arrays(List<Bytes> bytes) {
    return bytes.stream().map(Bytes::toArray).toArray(byte[][]::new);
  }
}
