package io.deputy.gateway.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.deputy.gateway.issuer.IssuerCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code POST /audit/decisions} of an issuer. */
public final class HttpDecisionsEndpoint implements DecisionsEndpoint {
  /** A batch of 1 MB on a slow line, and the time that the issuer gives its database. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  /** Bytes of an answer: one number, or why not. */
  private static final int MAX_ANSWER_BYTES = 8 << 10;

  /** However long the issuer asks for: then it is tried again. */
  private static final long MAX_RETRY_AFTER_SECONDS = 60;

  private static final int OK = 200;
  private static final int PAYLOAD_TOO_LARGE = 413;

  private final HttpClient http;
  private final URI uri;

  /**
   * @param http how to connect; it must not follow redirects
   * @param issuer the issuer's URL, without a final slash
   */
  public HttpDecisionsEndpoint(HttpClient http, URI issuer) {
    this.http = http;
    this.uri = URI.create(issuer + "/audit/decisions");
  }

  @Override
  public Answer post(String jws) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(ANSWER_WITHIN)
            .header("Content-Type", "application/jose")
            .POST(HttpRequest.BodyPublishers.ofString(jws))
            .build();
    try {
      return answer(IssuerCall.send(http, request, HttpDecisionsEndpoint::bounded, ANSWER_WITHIN));
    } catch (IOException e) {
      return failed(e.getMessage());
    }
  }

  /** An answer that does not say that it is short is not read. */
  private static HttpResponse.BodySubscriber<byte[]> bounded(HttpResponse.ResponseInfo answer) {
    long length = answer.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
    return length <= MAX_ANSWER_BYTES
        ? HttpResponse.BodySubscribers.ofByteArray()
        : HttpResponse.BodySubscribers.replacing(new byte[0]);
  }

  private static Answer answer(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == OK) {
      OptionalLong next = next(answer.body());
      return next.isPresent()
          ? new Answer.Stored(next.getAsLong())
          : failed("the answer does not say which number comes next");
    }
    if (answer.statusCode() == PAYLOAD_TOO_LARGE) {
      return new Answer.TooLong();
    }
    return new Answer.Failed(
        "the issuer answers " + answer.statusCode() + " " + reason(answer.body()).orElse(""),
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(seconds -> seconds.matches("[0-9]{1,9}"))
            .map(seconds -> Math.min(Long.parseLong(seconds), MAX_RETRY_AFTER_SECONDS))
            .map(Duration::ofSeconds));
  }

  private static Answer failed(String why) {
    return new Answer.Failed(why, Optional.empty());
  }

  private static OptionalLong next(byte[] body) {
    try (JsonParser parser = member(body, "next")) {
      return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() >= 1
          ? OptionalLong.of(parser.getLongValue())
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static Optional<String> reason(byte[] body) {
    try (JsonParser parser = member(body, "reason")) {
      return parser.currentToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText()).filter(r -> r.matches("[a-z_]{1,64}"))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A parser at the value of a member of an object, or at its end. */
  private static JsonParser member(byte[] body, String name) throws IOException {
    JsonParser parser = new JsonFactory().createParser(body);
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(name);
        parser.nextToken();
        if (found) {
          return parser;
        }
        parser.skipChildren();
      }
    }
    return parser;
  }
}
