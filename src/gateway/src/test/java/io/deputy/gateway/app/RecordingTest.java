package io.deputy.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private static final Request CALL =
      new Request.Mcp(
          "https://mcp.acme.example/github",
          "tools/call",
          Optional.of("search"),
          Arguments.of(
              Map.of(
                  new Pointer("/body"), new Value.Text("secret"),
                  new Pointer("/limit"), new Value.Int(7))));

  @Test
  void aStarHidesAllArgumentsAndPointersThoseThatTheyName() {
    RecordedRequest all = Recording.redaction(List.of("*", "/limit")).of(CALL);
    RecordedRequest some = Recording.redaction(List.of("/body")).of(CALL);

    assertThat(all).isEqualTo(Redaction.EVERYTHING.of(CALL));
    assertThat(all.toString()).doesNotContain("secret", "limit");
    assertThat(some.toString()).doesNotContain("secret").contains("limit");
    assertThat(Recording.redaction(List.of()).of(CALL)).isEqualTo(new RecordedRequest.Whole(CALL));
  }
}
