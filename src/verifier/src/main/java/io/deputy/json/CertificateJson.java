package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Certificate;
import io.deputy.capability.Dimension;
import io.deputy.capability.Pointer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Certificates as JSON, as the record keeps them: an object with one member for each ceiling, an
 * array of covers each. A cover is the index of the parent's capability, {@code null} for nothing
 * to cover, or {@code [dimension, parent, admitted, rest]}. Reading what was written gives the same
 * certificates; whether they prove anything is for {@link io.deputy.capability.CertificateChecker}
 * to say.
 */
public final class CertificateJson {
  /** Characters of one text: a hundred times what a typical hop has. */
  public static final int MAX_CHARS = 1_048_576;

  /** Arrays inside each other: as many as a certificate may have splits, and the format's own. */
  private static final int MAX_DEPTH = 512;

  private static final int SPLIT_PARTS = 4;

  private static final Node.Limits LIMITS =
      new Node.Limits(
          MAX_CHARS, MAX_DEPTH, Reason.CERTIFICATE_MALFORMED, Reason.CERTIFICATE_MALFORMED);

  private CertificateJson() {}

  /** Writes certificates by their ceiling, in the order of its names, without white space. */
  public static String write(Map<String, Certificate> certificates) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Certificate> entry : new TreeMap<>(certificates).entrySet()) {
        json.writeArrayFieldStart(entry.getKey());
        for (Certificate.Cover cover : entry.getValue().covers()) {
          write(json, cover);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Certificate.Cover cover) throws IOException {
    if (cover instanceof Certificate.Inside inside) {
      json.writeNumber(inside.parent());
    } else if (cover instanceof Certificate.Split split) {
      json.writeStartArray();
      json.writeString(split.dimension().text());
      json.writeNumber(split.parent());
      write(json, split.admitted());
      write(json, split.rest());
      json.writeEndArray();
    } else {
      json.writeNull();
    }
  }

  /**
   * Reads certificates.
   *
   * @throws Refusal {@code CERTIFICATE_MALFORMED}, with the place
   */
  public static SortedMap<String, Certificate> read(String json) throws Refusal {
    SortedMap<String, Certificate> certificates = new TreeMap<>();
    At root = At.root(Node.parse(json, LIMITS), Reason.CERTIFICATE_MALFORMED);
    for (Map.Entry<String, At> member : root.members().entrySet()) {
      List<Certificate.Cover> covers = new ArrayList<>();
      for (At element : member.getValue().elements()) {
        covers.add(cover(element));
      }
      certificates.put(member.getKey(), new Certificate(covers));
    }
    return certificates;
  }

  private static Certificate.Cover cover(At at) throws Refusal {
    if (at.node() instanceof Node.Null) {
      return new Certificate.Nothing();
    }
    if (!(at.node() instanceof Node.Arr)) {
      return new Certificate.Inside(index(at));
    }
    List<At> parts = at.elements();
    if (parts.size() != SPLIT_PARTS) {
      throw at.expected("a dimension, an index and two covers");
    }
    return new Certificate.Split(
        dimension(parts.get(0)), index(parts.get(1)), cover(parts.get(2)), cover(parts.get(3)));
  }

  private static int index(At at) throws Refusal {
    if (at.node() instanceof Node.Int i && i.value() >= 0 && i.value() <= Integer.MAX_VALUE) {
      return (int) i.value();
    }
    throw at.expected("the index of a capability");
  }

  private static Dimension dimension(At at) throws Refusal {
    String text = at.text();
    try {
      return text.startsWith("/")
          ? new Dimension.Argument(new Pointer(text))
          : new Dimension.Field(text);
    } catch (IllegalArgumentException e) {
      throw at.expected("a dimension");
    }
  }
}
