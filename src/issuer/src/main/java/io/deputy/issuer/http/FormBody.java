package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A form (application/x-www-form-urlencoded, WHATWG URL, section 5.1), read strictly: what a
 * lenient reader would repair is refused, and repeated names are kept.
 */
final class FormBody {
  /** A token of 16 KiB in base64, two assertions and as much again for rights. */
  static final int MAX_BYTES = 64 << 10;

  private FormBody() {}

  static Map<String, List<String>> read(InputStream body) throws IOException, Refusal {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new Refusal(
          Reason.BODY_TOO_LARGE, "the body has more than " + MAX_BYTES + " bytes; ask for less");
    }
    Map<String, List<String>> form = new LinkedHashMap<>();
    for (String pair : new String(bytes, StandardCharsets.ISO_8859_1).split("&", -1)) {
      if (!pair.isEmpty()) {
        int end = pair.indexOf('=') < 0 ? pair.length() : pair.indexOf('=');
        String value = pair.substring(Math.min(end + 1, pair.length()));
        form.computeIfAbsent(decode(pair.substring(0, end)), name -> new ArrayList<>())
            .add(decode(value));
      }
    }
    return form;
  }

  static String decode(String encoded) throws Refusal {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(octet(encoded, i + 1));
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.PARAMETER_INVALID, "the form is not in UTF-8");
    }
  }

  private static int octet(String encoded, int at) throws Refusal {
    if (at + 2 > encoded.length()
        || !HexFormat.isHexDigit(encoded.charAt(at))
        || !HexFormat.isHexDigit(encoded.charAt(at + 1))) {
      throw new Refusal(
          Reason.PARAMETER_INVALID, "the form has a % without two hexadecimal digits after it");
    }
    return HexFormat.fromHexDigits(encoded, at, at + 2);
  }
}
