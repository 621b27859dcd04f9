package io.deputy.issuer.revocation;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.Form;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a request wants revoked: a token (RFC 7009, section 2.1), or something by its name. */
sealed interface Target {
  /** The hop that a token was minted for, and all below it. */
  record OfToken(Credential token) implements Target {}

  /** A hop and all below it. */
  record OfHop(HopId hop) implements Target {}

  /** A chain. */
  record OfChain(ChainId chain) implements Target {}

  /** What a user delegated until now; without an issuer the one that the caller names. */
  record OfUser(Optional<String> issuer, String subject) implements Target {}

  /** What an agent was given until now, and all below it. */
  record OfAgent(String agent) implements Target {}

  /** A block, by its signature. */
  record OfSignature(Bytes id) implements Target {}

  /** The parameters that name something, of which a request has one. */
  List<String> NAMES = List.of("token", "hop", "chain", "user", "agent", "signature");

  /** A signature has 64 bytes, or 72 at most in DER. */
  String SIGNATURE = "(?:[0-9a-f]{2}){64,72}";

  static Target read(Form form) throws Refusal {
    List<String> named = NAMES.stream().filter(n -> form.optional(n).isPresent()).toList();
    if (named.isEmpty()) {
      throw new Refusal(
          Reason.PARAMETER_MISSING, "say what to revoke: \"token\", or one of " + NAMES);
    }
    if (named.size() > 1) {
      throw new Refusal(
          Reason.PARAMETER_INVALID, "only one thing can be revoked at once, not " + named);
    }
    String value = form.required(named.get(0));
    return switch (named.get(0)) {
      case "token" -> new OfToken(new Credential(value));
      case "hop" -> new OfHop(new HopId(uuid("hop", value)));
      case "chain" -> new OfChain(new ChainId(uuid("chain", value)));
      case "user" -> new OfUser(form.optional("user_issuer"), value);
      case "agent" -> new OfAgent(value);
      default -> new OfSignature(signature(value));
    };
  }

  private static UUID uuid(String name, String text) throws Refusal {
    if (text.matches("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return UUID.fromString(text);
    }
    throw new Refusal(
        Reason.PARAMETER_INVALID, "parameter \"" + name + "\" must be a UUID in lower case");
  }

  private static Bytes signature(String text) throws Refusal {
    if (text.matches(SIGNATURE)) {
      return Bytes.ofHex(text);
    }
    throw new Refusal(
        Reason.PARAMETER_INVALID,
        "parameter \"signature\" must be a signature in lower-case hexadecimal");
  }
}
