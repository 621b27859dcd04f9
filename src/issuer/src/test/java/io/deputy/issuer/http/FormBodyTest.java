package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
  private static Map<String, List<String>> read(String form) throws Exception {
    return FormBody.read(new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void repeatedNamesAndTheirOrderAreKept() throws Exception {
    assertThat(read("a=1&b=2&a=3")).isEqualTo(Map.of("a", List.of("1", "3"), "b", List.of("2")));
  }

  @Test
  void namesAndValuesAreDecoded() throws Exception {
    assertThat(read("%61=x%3D%26%C3%A9+y=z")).isEqualTo(Map.of("a", List.of("x=&é y=z")));
  }

  @Test
  void anEncodedNameIsTheSameName() throws Exception {
    assertThat(read("scope=a&sco%70e=b")).isEqualTo(Map.of("scope", List.of("a", "b")));
  }

  @Test
  void namesWithoutValueHaveTheEmptyOne() throws Exception {
    assertThat(read("a&b=&&")).isEqualTo(Map.of("a", List.of(""), "b", List.of("")));
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%-1", "a=%ff", "a=%c0%80", "%ed%a0%80=a"})
  void whatALenientReaderWouldRepairIsRefused(String form) {
    assertThatThrownBy(() -> read(form))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.PARAMETER_INVALID));
  }

  @Test
  void theLimitIsExact() throws Exception {
    String most = "a=" + "x".repeat(FormBody.MAX_BYTES - 2);
    assertThat(read(most)).hasSize(1);
    assertThatThrownBy(() -> read(most + "x"))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.BODY_TOO_LARGE));
  }
}
