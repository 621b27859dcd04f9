package io.deputy.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.json.RequestJson;
import io.deputy.json.RightsJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The issuer's HTTP interface, as an agent and a gateway use it. */
final class Exchange {
  /** How long an answer may take; the first one after a start is slow. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int OK = 200;
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String issuer;

  Exchange(HttpClient http, String issuer) {
    this.http = http;
    this.issuer = issuer;
  }

  /** Asks for a token. */
  Answer ask(Ask ask) throws Broken, InterruptedException {
    Map<String, String> form = ask.parameters();
    form.put("client_assertion_type", ASSERTION_TYPE);
    form.put("client_assertion", ask.caller().assertion(issuer, Instant.now()));
    HttpRequest request =
        to("/token/exchange")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
            .build();
    HttpResponse<String> response = send(request);
    return response.statusCode() == OK
        ? granted(response.body())
        : refused(response.statusCode(), response.body());
  }

  /** The public keys with which anybody can verify tokens. */
  String keySet() throws Broken, InterruptedException {
    HttpResponse<String> response = send(to("/.well-known/jwks.json").build());
    if (response.statusCode() != OK) {
      throw new Broken("the key set is not served: status " + response.statusCode());
    }
    return response.body();
  }

  private static Answer granted(String body) throws Broken {
    JsonNode answer = tree(body);
    try {
      return new Answer.Granted(
          answer.path("access_token").asText(),
          RightsJson.read(answer.path("authorization_details").toString()),
          Duration.ofSeconds(answer.path("expires_in").asLong()));
    } catch (Refusal e) {
      throw new Broken("the granted rights cannot be read: " + e.getMessage(), e);
    }
  }

  private static Answer refused(int status, String body) throws Broken {
    JsonNode answer = tree(body);
    return new Answer.Refused(
        status,
        answer.path("error").asText(),
        answer.path("reason").asText(),
        answer.path("error_description").asText(),
        counterExample(answer.path("counter_example")));
  }

  private static Optional<Request> counterExample(JsonNode example) throws Broken {
    if (!(example instanceof ObjectNode request)) {
      return Optional.empty();
    }
    try {
      // It is a request to no gateway in particular; our reader asks for one.
      String addressed = request.put("audience", "any").toString();
      return Optional.of(RequestJson.read(addressed).request());
    } catch (Refusal e) {
      throw new Broken("the counter-example cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode tree(String body) throws Broken {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new Broken("the issuer answered with what is not JSON: \"" + body + "\"", e);
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(issuer + path)).timeout(LIMIT);
  }

  private HttpResponse<String> send(HttpRequest request) throws Broken, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Broken("the issuer does not answer: " + e, e);
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
