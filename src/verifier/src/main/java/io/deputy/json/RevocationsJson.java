package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.verify.Revocation;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Revocations as they stand in a trust bundle: each an object, whose members say what it is of. */
final class RevocationsJson {
  private static final Reason MALFORMED = Reason.BUNDLE_MALFORMED;

  /** Seconds of the year 9999; a NumericDate beyond is a slip, milliseconds for instance. */
  private static final long LATEST = 253_402_300_799L;

  /** Of bytes, in lower case so that there is one form. */
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})+");

  private static final int HALF_ID = 16;
  private static final int HEX_RADIX = 16;

  private RevocationsJson() {}

  static List<Revocation> read(At list) throws Refusal {
    List<Revocation> revocations = new ArrayList<>();
    for (At element : list.elements()) {
      revocations.add(revocation(element));
    }
    return revocations;
  }

  private static Revocation revocation(At at) throws Refusal {
    Map<String, At> members = at.members();
    if (members.containsKey("hop")) {
      return new Revocation.OfHop(new HopId(id(exactly(at, "hop").get("hop"))));
    } else if (members.containsKey("chain")) {
      return new Revocation.OfChain(new ChainId(id(exactly(at, "chain").get("chain"))));
    } else if (members.containsKey("user")) {
      exactly(at, "user", "through");
      Map<String, At> user = exactly(members.get("user"), "issuer", "subject");
      return new Revocation.OfUser(
          new User(user.get("issuer").text(), user.get("subject").text()),
          time(members.get("through")));
    } else if (members.containsKey("agent")) {
      exactly(at, "agent", "through");
      return new Revocation.OfAgent(members.get("agent").text(), time(members.get("through")));
    } else if (members.containsKey("signature")) {
      At signature = exactly(at, "signature").get("signature");
      return new Revocation.OfSignature(Bytes.ofHex(hex(signature)));
    }
    throw at.refuse(MALFORMED, "is no revocation that is known here; update this program");
  }

  private static Map<String, At> exactly(At at, String... names) throws Refusal {
    return at.members(Set.of(names), Set.of(), MALFORMED, MALFORMED);
  }

  private static UUID id(At at) throws Refusal {
    String hex = hex(at);
    if (hex.length() != 2 * HALF_ID) {
      throw at.expected("16 bytes in hexadecimal");
    }
    return new UUID(
        Long.parseUnsignedLong(hex, 0, HALF_ID, HEX_RADIX),
        Long.parseUnsignedLong(hex, HALF_ID, 2 * HALF_ID, HEX_RADIX));
  }

  private static String hex(At at) throws Refusal {
    if (!HEX.matcher(at.text()).matches()) {
      throw at.expected("bytes in lower-case hexadecimal");
    }
    return at.text();
  }

  /** A NumericDate in whole seconds (RFC 7519, section 2). */
  static Instant time(At at) throws Refusal {
    if (at.node() instanceof Node.Int seconds
        && seconds.value() >= 0
        && seconds.value() <= LATEST) {
      return Instant.ofEpochSecond(seconds.value());
    }
    throw at.expected("a time in whole seconds since 1970");
  }

  static void write(JsonGenerator json, List<Revocation> revocations) throws IOException {
    json.writeStartArray();
    for (Revocation revocation : revocations) {
      json.writeStartObject();
      write(json, revocation);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Revocation revocation) throws IOException {
    if (revocation instanceof Revocation.OfHop of) {
      json.writeStringField("hop", of.hop().bytes().toHex());
    } else if (revocation instanceof Revocation.OfChain of) {
      json.writeStringField("chain", of.chain().bytes().toHex());
    } else if (revocation instanceof Revocation.OfUser of) {
      json.writeObjectFieldStart("user");
      json.writeStringField("issuer", of.user().issuer());
      json.writeStringField("subject", of.user().subject());
      json.writeEndObject();
      json.writeNumberField("through", of.through().getEpochSecond());
    } else if (revocation instanceof Revocation.OfAgent of) {
      json.writeStringField("agent", of.agent());
      json.writeNumberField("through", of.through().getEpochSecond());
    } else {
      json.writeStringField("signature", ((Revocation.OfSignature) revocation).id().toHex());
    }
  }
}
