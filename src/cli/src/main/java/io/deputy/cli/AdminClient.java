package io.deputy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.capability.Describe;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** An issuer's {@code /admin} as an operator uses it. */
final class AdminClient {
  /** A large directory with many live tokens takes seconds; a network that hangs takes longer. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI issuer;
  private final String token;

  /**
   * @param token the operator's; sent over TLS, or to this machine
   */
  AdminClient(String issuer, String token) throws Unusable {
    this.issuer = url(issuer);
    this.token = token;
    if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
      throw new Unusable("the operator's token is not a bearer token; give its text or @file");
    }
  }

  private static URI url(String issuer) throws Unusable {
    try {
      URI url = new URI(issuer.replaceAll("/+$", ""));
      boolean safe =
          "https".equals(url.getScheme())
              || ("http".equals(url.getScheme())
                  && LOOPBACK.contains(String.valueOf(url.getHost())));
      if (url.getHost() != null && safe) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, with what would be right.
    }
    throw new Unusable(
        Describe.quote(issuer) + " is not an https URL; plain http would show the token to others");
  }

  /** The status of an answer, and its content. */
  record Answer(int status, JsonNode body) {
    boolean isDone() {
      return status / 100 == 2;
    }

    /** Whether the issuer said no, rather than nothing that could be relied on. */
    boolean isRefused() {
      return status / 100 == 4;
    }
  }

  /**
   * Puts a directory into force, or asks what that would change.
   *
   * @param ifMatch the entity tag of the version it replaces, or {@code *}
   */
  Answer putDirectory(String json, String ifMatch, boolean dryRun)
      throws Unusable, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(issuer + "/admin/directory" + (dryRun ? "?dry_run=true" : "")))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("If-Match", ifMatch)
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (JsonProcessingException e) {
      throw new Unusable("the issuer's answer is not JSON; is " + issuer + " an issuer?");
    } catch (IOException e) {
      throw new Unusable(
          Printable.line(
              "the issuer at " + issuer + " does not answer: " + e + "; nothing is known"));
    }
  }
}
