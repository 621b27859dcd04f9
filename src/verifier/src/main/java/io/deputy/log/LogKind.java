package io.deputy.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the leaves of the log stand for: the tables of the record, with every column but those that
 * the database makes of others. The words and the columns are frozen: a new column may be added,
 * since a row in which it is null has the leaf that it had.
 */
public enum LogKind {
  /** A token that was minted. */
  HOP(
      List.of("id"),
      uuid("id"),
      uuid("chain"),
      uuid("parent"),
      number("depth"),
      text("delegator"),
      text("actor"),
      bytes("actor_key"),
      text("user_issuer"),
      text("user_subject"),
      texts("user_groups"),
      texts("user_roles"),
      text("asked"),
      text("granted"),
      text("certificate"),
      text("user_token"),
      time("user_token_at"),
      text("consent"),
      bytes("directory"),
      number("root_key"),
      number("attestation_key"),
      byteStrings("blocks"),
      byteStrings("revocation_ids"),
      time("issued_at"),
      time("expires_at"),
      texts("audience"),
      number("max_depth"),
      text("purpose"),
      text("client_address"),
      text("trace"),
      time("recorded_at")),

  /** Something that was taken back. */
  REVOCATION(
      List.of("cursor"),
      number("cursor"),
      text("kind"),
      uuid("hop"),
      uuid("chain"),
      text("user_issuer"),
      text("user_subject"),
      text("agent"),
      bytes("signature"),
      time("through"),
      text("by_kind"),
      text("by_issuer"),
      text("by_name"),
      text("purpose"),
      text("client_address"),
      text("trace"),
      time("recorded_at")),

  /** What a version of the directory says. */
  DIRECTORY_VERSION(List.of("digest"), bytes("digest"), text("content"), time("recorded_at")),

  /** Which version of the directory was in force from when. */
  DIRECTORY_HISTORY(
      List.of("version"),
      number("version"),
      bytes("digest"),
      text("operator_issuer"),
      text("operator_subject"),
      time("in_force_from")),

  /** A state that a key of the issuer is in. */
  KEY_EVENT(
      List.of("number", "state"),
      number("number"),
      text("role"),
      text("state"),
      text("public_key"),
      time("at"),
      time("recorded_at")),

  /** Decisions of a gateway, as it signed them. */
  DECISION_BATCH(
      List.of("id"),
      uuid("id"),
      text("gateway"),
      uuid("stream"),
      number("first"),
      number("last"),
      number("next"),
      text("jws"),
      text("client_address"),
      text("trace"),
      time("recorded_at")),

  /** What stands for decisions that were deleted. */
  TOMBSTONE(
      List.of("number"), number("number"), text("month"), text("statement"), time("recorded_at"));

  @SuppressWarnings("ImmutableEnumChecker") // Lists of this kind cannot be changed.
  private final List<String> key;

  @SuppressWarnings("ImmutableEnumChecker") // The same, and so their elements.
  private final List<LogColumn> columns;

  LogKind(List<String> key, LogColumn... columns) {
    this.key = key;
    this.columns = List.of(columns);
  }

  /** The word in entries, which is the name of the table too. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this word. */
  public static Optional<LogKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /** Every column that counts. */
  public List<LogColumn> columns() {
    return columns;
  }

  /** The columns that name a row, in the order in which they do. */
  List<String> key() {
    return key;
  }

  private static LogColumn text(String name) {
    return new LogColumn(name, LogColumn.Type.TEXT);
  }

  private static LogColumn number(String name) {
    return new LogColumn(name, LogColumn.Type.NUMBER);
  }

  private static LogColumn bytes(String name) {
    return new LogColumn(name, LogColumn.Type.BYTES);
  }

  private static LogColumn uuid(String name) {
    return new LogColumn(name, LogColumn.Type.UUID);
  }

  private static LogColumn time(String name) {
    return new LogColumn(name, LogColumn.Type.TIME);
  }

  private static LogColumn texts(String name) {
    return new LogColumn(name, LogColumn.Type.TEXTS);
  }

  private static LogColumn byteStrings(String name) {
    return new LogColumn(name, LogColumn.Type.BYTE_STRINGS);
  }
}
