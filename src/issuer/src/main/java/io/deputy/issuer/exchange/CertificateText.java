package io.deputy.issuer.exchange;

import io.deputy.capability.Certificate;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Certificates as JSON, for the record: an object with one member for each ceiling, an array of
 * covers each. A cover is the index of the parent's capability, {@code null} for nothing to cover,
 * or {@code [dimension, parent, admitted, rest]}.
 */
final class CertificateText {
  private CertificateText() {}

  static String write(Map<Ceiling.Kind, Certificate> certificates) {
    return certificates.entrySet().stream()
        .map(e -> "\"" + e.getKey().word() + "\":" + covers(e.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String covers(Certificate certificate) {
    return certificate.covers().stream()
        .map(CertificateText::cover)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String cover(Certificate.Cover cover) {
    if (cover instanceof Certificate.Inside inside) {
      return Integer.toString(inside.parent());
    }
    if (cover instanceof Certificate.Split split) {
      return "["
          + quoted(split.dimension().text())
          + ","
          + split.parent()
          + ","
          + cover(split.admitted())
          + ","
          + cover(split.rest())
          + "]";
    }
    return "null";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
