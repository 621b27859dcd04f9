package io.deputy.issuer.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.Report;
import io.deputy.issuer.replay.Standing;
import io.deputy.issuer.replay.Subject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A report as JSON: the same from the endpoint and from the command line. */
public final class ReportJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ReportJson() {}

  /** One line, without white space. */
  public static String write(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      subject(json, report.subject());
      json.writeStringField("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("hops", report.hops());
      json.writeNumberField("decisions", report.decisions());
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        finding(json, finding);
      }
      json.writeEndArray();
      if (!report.standings().isEmpty()) {
        json.writeArrayFieldStart("standings");
        for (Standing standing : report.standings()) {
          standing(json, standing);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void subject(JsonGenerator json, Subject subject) throws IOException {
    if (subject instanceof Subject.OfChain of) {
      json.writeStringField("chain", of.chain().toString());
    } else if (subject instanceof Subject.OfBatch of) {
      json.writeStringField("batch", of.batch().toString());
    } else {
      json.writeBooleanField(subject instanceof Subject.OfLog ? "log" : "histories", true);
    }
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("table", finding.row().table());
    json.writeStringField("row", finding.row().key());
    if (finding instanceof Finding.Differs differs) {
      json.writeStringField("kind", "differs");
      json.writeStringField("field", differs.field());
      json.writeStringField("expected", differs.expected());
      json.writeStringField("found", differs.found());
    } else if (finding instanceof Finding.Missing missing) {
      json.writeStringField("kind", "missing");
      json.writeStringField("why", missing.why());
    } else if (finding instanceof Finding.Duplicate duplicate) {
      json.writeStringField("kind", "duplicate");
      json.writeStringField("why", duplicate.why());
    } else {
      Finding.NotRecomputable unknown = (Finding.NotRecomputable) finding;
      json.writeStringField("kind", "not_recomputable");
      json.writeStringField("field", unknown.field());
      json.writeStringField("why", unknown.why());
    }
    json.writeEndObject();
  }

  private static void standing(JsonGenerator json, Standing standing) throws IOException {
    json.writeStartObject();
    json.writeStringField("hop", standing.hop().toString());
    json.writeStringField("at", standing.at().toString());
    json.writeArrayFieldStart("against");
    for (String reason : standing.against()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
