package io.deputy.issuer.console;

import io.deputy.issuer.acme.AcmeCertificates;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser that keeps cookies, and follows redirects if she is told to. */
final class Person {
  private static final Pattern TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([A-Za-z0-9_-]{43})\"");

  /** There and back again takes nine. */
  private static final int MAX_REDIRECTS = 20;

  private final URI base;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client;

  Person(URI base) throws Exception {
    this(base, Optional.empty());
  }

  /** With a certificate of her own, whoever made it. */
  Person(URI base, Optional<AcmeCertificates.Held> certificate) throws Exception {
    this.base = base;
    this.client =
        HttpClient.newBuilder()
            .sslContext(AcmeCertificates.tls(certificate))
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The page at the end of all redirects. */
  HttpResponse<String> get(String path) throws Exception {
    HttpResponse<String> answer = ask(base.resolve(path));
    for (int i = 0; i < MAX_REDIRECTS && answer.statusCode() / 100 == 3; i++) {
      String location = answer.headers().firstValue("Location").orElseThrow();
      answer = ask(answer.uri().resolve(location));
    }
    return answer;
  }

  /** The answer itself. */
  HttpResponse<String> ask(URI url) throws Exception {
    return send(HttpRequest.newBuilder(url).GET());
  }

  /** A form as a page of the console sends it, with headers beside it. */
  HttpResponse<String> post(String path, Map<String, String> form, String... headers)
      throws Exception {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What her forms carry. */
  String formToken() throws Exception {
    Matcher token = TOKEN.matcher(get("/console").body());
    if (!token.find()) {
      throw new IllegalStateException("there is no form");
    }
    return token.group(1);
  }

  CookieManager cookies() {
    return cookies;
  }
}
