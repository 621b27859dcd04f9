package io.deputy.gateway.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Request;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.OnlyDecided;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller is shown is decided and recorded like what it asks for. */
class ListsTest {
  private static final String RIGHTS =
      """
      [{"type":"model","server":"https://models.acme.example","provider":{"wildcard":true},
        "operations":["chat"],"models":["small"],"regions":{"wildcard":true},
        "max_output_tokens":{"wildcard":true}},
       {"type":"agent","server":"https://agents.acme.example","operations":["message/send"],
        "skills":["book"],"push_urls":{"wildcard":true}}]\
      """;

  @TempDir Path home;

  private final List<Request> recorded = new CopyOnWriteArrayList<>();
  private final List<String> reached = new CopyOnWriteArrayList<>();
  private volatile boolean diskIsFull;
  private Acme acme;

  private final class Disk implements OnlyDecided {
    @Override
    public CompletionStage<Void> decided(Caller caller, Asked asked, Verdict verdict, Instant at) {
      if (diskIsFull) {
        return CompletableFuture.failedFuture(new IllegalStateException("full"));
      }
      recorded.addAll(asked.requests());
      return CompletableFuture.completedFuture(null);
    }
  }

  @BeforeEach
  void start() throws Exception {
    acme = new Acme(home, CentralPolicy.NONE, new Disk());
    String upstream =
        acme.upstream(
            (request, body) -> {
              reached.add(request.path());
              request
                  .response()
                  .end(
                      request.path().equals("/v1/models")
                          ? "{\"data\":[{\"id\":\"small\"},{\"id\":\"big\"}]}"
                          : "{\"name\":\"agent\",\"skills\":[{\"id\":\"book\"},{\"id\":\"pay\"}]}");
            });
    acme.routes(
        """
        routes:
          - { id: models, type: model, api: openai, path: /models, bearer: true,
              server: "https://models.acme.example", upstream: { url: "%1$s" } }
          - { id: agents, type: agent, path: /agents, bearer: true,
              server: "https://agents.acme.example", upstream: { url: "%1$s" } }
        """
            .formatted(upstream));
  }

  @AfterEach
  void stop() {
    acme.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(acme.url() + path))
                .header(
                    "Authorization",
                    "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), RIGHTS)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void listsAndCardsAreRecorded() throws Exception {
    assertThat(get("/models/v1/models").body()).contains("small").doesNotContain("big");
    assertThat(get("/agents/.well-known/agent-card.json").body())
        .contains("book")
        .doesNotContain("pay");

    assertThat(recorded)
        .extracting(Request::server)
        .containsExactly("https://models.acme.example", "https://agents.acme.example");
  }

  @Test
  void theyDoNotPassWhileTheDiskIsFull() throws Exception {
    diskIsFull = true;

    for (String path : List.of("/models/v1/models", "/agents/.well-known/agent-card.json")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.body()).contains("record_unavailable");
    }
    assertThat(reached).isEmpty();
  }
}
