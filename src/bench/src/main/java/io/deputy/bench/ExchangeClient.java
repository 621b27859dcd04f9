package io.deputy.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks an issuer for tokens. Safe for any number of threads. */
final class ExchangeClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final LoadIssuer issuer;
  private final AtomicReference<String> nonce = new AtomicReference<>("");

  ExchangeClient(LoadIssuer issuer) {
    this.issuer = Objects.requireNonNull(issuer);
  }

  /**
   * Who asks for what.
   *
   * @param form without what counts once
   * @param key signs the client assertion
   * @param proves whether it sends a DPoP proof too
   */
  record Caller(Map<String, String> form, LoadClient key, boolean proves) {}

  /** What asks for the first token of a chain. */
  Map<String, String> first(String rights) {
    Map<String, String> first = new LinkedHashMap<>();
    first.put("subject_token", issuer.usersToken());
    first.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    first.put("authorization_details", rights);
    return first;
  }

  /** What asks for a token for the other agent, from one of the caller's. */
  Map<String, String> next(String token, String rights) {
    Map<String, String> next = new LinkedHashMap<>();
    next.put("subject_token", token);
    next.put("subject_token_type", "urn:deputy:params:oauth:token-type:biscuit");
    next.put("requested_actor", LoadIssuer.DELEGATEE);
    next.put("authorization_details", rights);
    return next;
  }

  /** The token that was answered. */
  static String token(HttpResponse<String> answer) {
    Matcher token = TOKEN.matcher(answer.body());
    if (!token.find()) {
      throw new IllegalStateException("no token: " + answer.body());
    }
    return token.group(1);
  }

  /** One exchange. */
  HttpResponse<String> exchange(Caller caller) throws IOException, InterruptedException {
    Map<String, String> whole = new LinkedHashMap<>(caller.form());
    whole.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    whole.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    whole.put("client_assertion", issuer.assertion(caller.key()));
    String body =
        whole.entrySet().stream()
            .map(
                e ->
                    URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8)
                        + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(issuer.url() + "/token/exchange"))
            .timeout(LIMIT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (caller.proves()) {
      request.header("DPoP", issuer.proof(nonce.get()));
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    answer.headers().firstValue("DPoP-Nonce").ifPresent(nonce::set);
    return answer;
  }
}
