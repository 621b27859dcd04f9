package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Certificate;
import io.deputy.capability.CertificateChecker;
import io.deputy.capability.Containment;
import io.deputy.capability.Rights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateJsonTest {
  private static final String CALL =
      """
      [{"type":"mcp","server":"https://mcp.acme.example","methods":"tools/call","names":%s,\
      "arguments":{"/é":%s},"other_arguments":"deny"}]""";

  /** A child that two of the parent's capabilities cover together, so the certificate splits. */
  @Test
  void whatIsReadBackStillProves() throws Refusal {
    Rights child = rights("[\"a\",\"b\"]", "{\"range\":{\"min\":1,\"max\":9}}");
    Rights low = rights("{\"wildcard\":true}", "{\"range\":{\"max\":5}}");
    Rights high = rights("{\"wildcard\":true}", "{\"range\":{\"min\":6}}");
    Rights parent = new Rights(List.of(low.capabilities().get(0), high.capabilities().get(0)));
    Certificate certificate = ((Containment.Within) child.within(parent)).certificate();
    String text = CertificateJson.write(Map.of("parent", certificate, "agent", certificate));
    assertThat(text).startsWith("{\"agent\":[[\"/é\",0,").contains(",\"parent\":");
    assertThat(CertificateJson.read(text))
        .isEqualTo(Map.of("parent", certificate, "agent", certificate));
    assertThat(CertificateChecker.proves(CertificateJson.read(text).get("parent"), child, parent))
        .isTrue();
  }

  @Test
  void nothingToCoverIsNull() throws Refusal {
    Certificate nothing = new Certificate(List.of(new Certificate.Nothing()));
    assertThat(CertificateJson.write(Map.of("user", nothing))).isEqualTo("{\"user\":[null]}");
    assertThat(CertificateJson.read("{\"user\":[null]}")).isEqualTo(Map.of("user", nothing));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"user\":0}",
        "{\"user\":[-1]}",
        "{\"user\":[0.5]}",
        "{\"user\":[2147483648]}",
        "{\"user\":[true]}",
        "{\"user\":[[\"names\",0,null]]}",
        "{\"user\":[[\"/~2\",0,null,null]]}",
        "{\"user\":[[7,0,null,null]]}",
        "{\"user\":[[\"names\",null,null,null]]}",
        "{\"user\":[0],\"user\":[1]}",
        "{\"user\":[0]} 1"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CertificateJson.read(text))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.CERTIFICATE_MALFORMED));
  }

  private static Rights rights(String names, String constraint) throws Refusal {
    return RightsJson.read(CALL.formatted(names, constraint));
  }
}
