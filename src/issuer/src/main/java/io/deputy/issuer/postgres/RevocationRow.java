package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.verify.Revocation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of {@code revocation}, as far as it says what is revoked. Read, never changed. */
@Entity
@Immutable
@Table(name = "revocation")
class RevocationRow {
  @Id long cursor;
  String kind;
  UUID hop;
  UUID chain;

  @Column(name = "user_issuer")
  String userIssuer;

  @Column(name = "user_subject")
  String userSubject;

  String agent;
  byte[] signature;
  Instant through;

  RevocationLog.Recorded toRecorded() {
    return new RevocationLog.Recorded(cursor, revocation());
  }

  private Revocation revocation() {
    return switch (kind) {
      case "hop" -> new Revocation.OfHop(new HopId(hop));
      case "chain" -> new Revocation.OfChain(new ChainId(chain));
      case "user" -> new Revocation.OfUser(new User(userIssuer, userSubject), through);
      case "agent" -> new Revocation.OfAgent(agent, through);
      case "signature" -> new Revocation.OfSignature(Bytes.of(signature));
      default -> throw new IllegalStateException("no revocation is of the kind " + kind);
    };
  }
}
