package io.deputy.issuer.app;

import io.deputy.issuer.acme.Acme;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The orchestrator and the gateway of Acme as they talk to a process. Safe for several threads. */
final class AcmeClient {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Alice's token becomes the first of a chain. */
  HttpResponse<String> exchange(IssuerProcess issuer) throws IOException, InterruptedException {
    return exchange(
        issuer,
        Map.of(
            "subject_token",
            Acme.alice("orchestrator").compact(),
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:jwt",
            "authorization_details",
            Acme.ISSUES));
  }

  /** The researcher gets what the orchestrator has. */
  HttpResponse<String> delegate(IssuerProcess issuer, String token)
      throws IOException, InterruptedException {
    return exchange(
        issuer,
        Map.of(
            "subject_token", token,
            "subject_token_type", "urn:deputy:params:oauth:token-type:biscuit",
            "requested_actor", "researcher",
            "scope", "deputy:same"));
  }

  private HttpResponse<String> exchange(IssuerProcess issuer, Map<String, String> parameters)
      throws IOException, InterruptedException {
    Map<String, String> form = new HashMap<>(parameters);
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    return post(issuer, "/token/exchange", form);
  }

  /** The orchestrator takes back a hop and all below it. */
  HttpResponse<String> revoke(IssuerProcess issuer, String hop)
      throws IOException, InterruptedException {
    return post(issuer, "/token/revoke", Map.of("hop", hop));
  }

  private HttpResponse<String> post(IssuerProcess issuer, String path, Map<String, String> form)
      throws IOException, InterruptedException {
    Map<String, String> asserted = new HashMap<>(form);
    asserted.put("client_assertion", Acme.assertion("orchestrator", Acme.ORCHESTRATOR).compact());
    asserted.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    String body =
        asserted.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        request(issuer, path)
            .header("Content-Type", FORM)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The gateway delivers a batch of decisions. */
  HttpResponse<String> deliver(IssuerProcess issuer, String batch)
      throws IOException, InterruptedException {
    return send(
        request(issuer, "/audit/decisions")
            .header("Content-Type", "application/jose")
            .POST(HttpRequest.BodyPublishers.ofString(batch)));
  }

  HttpResponse<String> get(IssuerProcess issuer, String path)
      throws IOException, InterruptedException {
    return send(request(issuer, path));
  }

  private static HttpRequest.Builder request(IssuerProcess issuer, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + issuer.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
