package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"https://deputy.acme.example", "https://x.example/a", "http://localhost:8080"})
  void aSafeUrlIsTaken(String url) {
    assertThat(new IssuerUrl(url).tokenEndpoint()).isEqualTo(url + "/token/exchange");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://deputy.acme.example",
        "https://deputy.acme.example/",
        "https://deputy.acme.example?x",
        "https://deputy.acme.example#x",
        "https://u@deputy.acme.example",
        "deputy",
        "ftp://localhost",
        ""
      })
  void anythingElseIsRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> new IssuerUrl(url));
  }
}
