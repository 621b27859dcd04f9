package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Refusal;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.Redaction;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One of the {@code requests} of a decision record. */
final class RecordedRequestJson {
  /** The pointer to all arguments. */
  private static final String EVERYTHING = "";

  private RecordedRequestJson() {}

  static RecordedRequest read(At at) throws Refusal {
    Map<String, At> members = DecisionRecordJson.members(at, Set.of("request"), Set.of("redacted"));
    Request request = request(members.get("request"));
    At redacted = members.get("redacted");
    if (redacted == null) {
      return new RecordedRequest.Whole(request);
    }
    if (!(request instanceof Request.Mcp rest)) {
      throw redacted.refuse(at.malformed(), "stands at a request without arguments; remove it");
    }
    try {
      return new RecordedRequest.Redacted(rest, redaction(redacted));
    } catch (IllegalArgumentException e) {
      throw redacted.refuse(at.malformed(), "hides nothing, or what is still there");
    }
  }

  private static Request request(At at) throws Refusal {
    try {
      return RequestJson.read(at);
    } catch (Refusal refusal) {
      // It may speak of the request alone; what is malformed here is the record.
      throw new Refusal(at.malformed(), refusal.getMessage());
    }
  }

  private static Redaction redaction(At at) throws Refusal {
    SortedSet<Pointer> places = new TreeSet<>();
    String before = null;
    boolean everything = false;
    for (At element : at.elements()) {
      String place = element.text();
      if (before != null && before.compareTo(place) >= 0) {
        throw element.refuse(at.malformed(), "is not in order; sort the pointers, each once");
      }
      before = place;
      if (place.equals(EVERYTHING)) {
        everything = true;
      } else {
        places.add(pointer(element));
      }
    }
    return new Redaction(everything, places);
  }

  private static Pointer pointer(At at) throws Refusal {
    try {
      return new Pointer(at.text());
    } catch (IllegalArgumentException e) {
      throw at.expected("a JSON Pointer");
    }
  }

  static void write(JsonGenerator json, RecordedRequest request) throws IOException {
    json.writeStartObject();
    json.writeFieldName("request");
    if (request instanceof RecordedRequest.Redacted redacted) {
      RequestJson.write(json, redacted.rest());
      json.writeArrayFieldStart("redacted");
      if (redacted.hidden().everything()) {
        json.writeString(EVERYTHING);
      }
      for (Pointer place : redacted.hidden().places()) {
        json.writeString(place.text());
      }
      json.writeEndArray();
    } else {
      RequestJson.write(json, ((RecordedRequest.Whole) request).request());
    }
    json.writeEndObject();
  }
}
