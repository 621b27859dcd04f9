package io.deputy.issuer.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.DirectoryReader;
import io.deputy.issuer.directory.Successor;
import io.deputy.issuer.directory.Version;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.LiveHops;
import io.deputy.issuer.revocation.Revoker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * Reading and changing the directory. A change is a whole new version: valid as a whole, or not
 * made. Safe for any number of threads and instances.
 */
public final class Administration {
  /** How often a change of one entry is redone because another came between; then: try again. */
  private static final int MAX_TRIES = 5;

  private final Clock clock;
  private final Operators operators;
  private final Directories directories;
  private final DirectoryChanges changes;
  private final DirectoryReader reader;
  private final LiveHops liveHops;

  /** Wires the ports. */
  public Administration(
      Clock clock,
      Operators operators,
      Directories directories,
      DirectoryChanges changes,
      DirectoryReader reader,
      LiveHops liveHops) {
    this.clock = Objects.requireNonNull(clock);
    this.operators = Objects.requireNonNull(operators);
    this.directories = Objects.requireNonNull(directories);
    this.changes = Objects.requireNonNull(changes);
    this.reader = Objects.requireNonNull(reader);
    this.liveHops = Objects.requireNonNull(liveHops);
  }

  /**
   * Something that was read.
   *
   * @param json its content
   * @param tag its strong entity tag (RFC 9110, section 8.8.3)
   */
  public record Read(String json, String tag) {
    public Read {
      Objects.requireNonNull(json);
      Objects.requireNonNull(tag);
    }
  }

  /**
   * A change that an operator asks for.
   *
   * @param bearer her token; she must be an operator by the very version that is replaced
   * @param precondition what it rests on
   * @param dryRun whether it is only examined
   * @param source where it came from, for the record
   */
  public record Order(
      Credential bearer,
      Optional<Precondition> precondition,
      boolean dryRun,
      HopRecord.Source source) {
    public Order {
      Objects.requireNonNull(bearer);
      Objects.requireNonNull(precondition);
      Objects.requireNonNull(source);
    }
  }

  /**
   * Lets nobody but operators in, before anything else of a request is looked at.
   *
   * @return the token of one
   */
  public Credential admit(Optional<Credential> bearer) throws Refusal {
    Credential token =
        bearer.orElseThrow(
            () ->
                new Refusal(
                    Reason.OPERATOR_TOKEN_MISSING,
                    "an operator's token is needed; send it as \"Authorization: Bearer ...\""));
    Operator admitted = operator(token, directories.latest());
    Objects.requireNonNull(admitted);
    return token;
  }

  private Operator operator(Credential bearer, Version version) throws Refusal {
    return operators.authenticate(
        bearer, OperatorScope.ADMIN, version.directory(), clock.instant());
  }

  /** The directory in force. */
  public Read directory(Credential bearer) throws Refusal {
    Version version = readBy(bearer);
    return new Read(version.directory().canonical(), tagOf(version.number()));
  }

  /** One entry of it. */
  public Read entry(EntryKind kind, String id, Credential bearer) throws Refusal {
    JsonNode entry =
        Entries.find(readBy(bearer).directory(), kind, id)
            .orElseThrow(() -> new Refusal(Reason.ENTRY_UNKNOWN, unknown(kind, id)));
    return new Read(entry.toString(), tagOf(entry));
  }

  /** The version in force, for an operator by that version. */
  private Version readBy(Credential bearer) throws Refusal {
    Version version = directories.latest();
    Objects.requireNonNull(operator(bearer, version));
    return version;
  }

  /** Puts another directory in the place of the whole. */
  public Administered replace(String json, Order order) throws Refusal {
    try {
      JsonNode root = DirectoryReader.tree(json);
      return change(order, version -> Optional.of(tagOf(version.number())), directory -> root);
    } catch (DirectoryInvalid e) {
      return Administered.Invalid.because(e.problems());
    }
  }

  /** Puts one entry into the directory, or another in its place. */
  public Administered put(EntryKind kind, String id, String json, Order order) throws Refusal {
    try {
      JsonNode entry = Entries.named(DirectoryReader.tree(json), id);
      if (!entry.path("id").asText().equals(id)) {
        throw new Refusal(Reason.PARAMETER_INVALID, "the entry's id is not \"" + id + "\"");
      }
      return change(
          order,
          version -> Entries.find(version.directory(), kind, id).map(Administration::tagOf),
          directory -> Entries.with(directory, kind, id, entry));
    } catch (DirectoryInvalid e) {
      return Administered.Invalid.because(e.problems());
    }
  }

  /** Takes one entry out of the directory. */
  public Administered remove(EntryKind kind, String id, Order order) throws Refusal {
    try {
      return change(
          order,
          version -> Entries.find(version.directory(), kind, id).map(Administration::tagOf),
          directory -> {
            if (Entries.find(directory, kind, id).isEmpty()) {
              throw new Refusal(Reason.ENTRY_UNKNOWN, unknown(kind, id));
            }
            return Entries.without(directory, kind, id);
          });
    } catch (DirectoryInvalid e) {
      return Administered.Invalid.because(e.problems());
    }
  }

  /** The entity tag of what is changed, as it is in a version; none if it is not there. */
  private interface Tag {
    Optional<String> in(Version version);
  }

  /** The directory that a change makes of another. */
  private interface Edit {
    JsonNode of(Directory directory) throws Refusal;
  }

  private Administered change(Order order, Tag tag, Edit edit) throws Refusal, DirectoryInvalid {
    for (int i = 0; i < MAX_TRIES; i++) {
      Version version = directories.latest();
      Operator operator = operator(order.bearer(), version);
      JsonNode root = edit.of(version.directory());
      require(order, tag.in(version));
      Directory next = reader.read(root);
      if (order.dryRun()) {
        return examined(version, next, tag);
      }
      if (next.digest().equals(version.directory().digest())) {
        return done(version, version, tag);
      }
      Successor successor = Successor.of(version, next);
      if (changes.advance(successor, new Revoker.ByOperator(operator), order.source())) {
        directories.remember(successor.version());
        return done(version, successor.version(), tag);
      }
    }
    throw new Refusal(
        Reason.DIRECTORY_SUPERSEDED, "the directory keeps changing; nothing was done, try again");
  }

  private static Administered done(Version before, Version now, Tag tag) {
    return new Administered.Done(
        now.number(),
        tag.in(now),
        tag.in(before).isEmpty(),
        Entries.between(before.directory(), now.directory()),
        Optional.empty());
  }

  private Administered examined(Version version, Directory next, Tag tag) throws Refusal {
    return new Administered.Done(
        version.number(),
        Optional.empty(),
        tag.in(version).isEmpty(),
        Entries.between(version.directory(), next),
        Optional.of(Shrinkage.of(liveHops, version.directory(), next, clock.instant())));
  }

  private static String unknown(EntryKind kind, String id) {
    return "the directory's " + kind.section() + " have no \"" + id + "\"";
  }

  private static void require(Order order, Optional<String> tag) throws Refusal {
    if (order.precondition().isPresent()) {
      order.precondition().get().require(tag);
    } else if (!order.dryRun()) {
      throw new Refusal(Reason.PRECONDITION_MISSING, "say what the change rests on");
    }
  }

  private static String tagOf(long version) {
    return "\"" + version + "\"";
  }

  /** Members are sorted in what is in force, so equal entries have equal tags. */
  private static String tagOf(JsonNode entry) {
    byte[] text = entry.toString().getBytes(StandardCharsets.UTF_8);
    return "\"" + Bytes.of(text).sha256().toBase64Url() + "\"";
  }
}
