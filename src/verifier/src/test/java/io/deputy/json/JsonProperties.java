package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.deputy.Refusal;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Vocabulary;
import io.deputy.verify.PresentedRequest;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonProperties {
  /** Rights are read as they were written, and written in one way only. */
  @Property(tries = 500)
  void rightsSurviveTheTrip(@ForAll("rights") Rights rights) throws Refusal {
    Assume.that(!rights.equals(Rights.NONE));
    String written = RightsJson.write(rights);
    Rights read = RightsJson.read(written);
    assertThat(read).isEqualTo(rights);
    assertThat(RightsJson.write(read)).isEqualTo(written);
  }

  /** Requests are read as they were written. */
  @Property(tries = 500)
  void requestsSurviveTheTrip(@ForAll("requests") Request request) throws Refusal {
    String written = RequestJson.write(request).replaceFirst("\\{", "{\"audience\":\"gateway\",");
    assertThat(RequestJson.read(written)).isEqualTo(new PresentedRequest("gateway", request));
  }

  /** Whatever the text, the answer is rights or a refusal. */
  @Property(tries = 500)
  void garbageIsRefused(@ForAll("texts") String text) {
    Throwable thrown = catchThrowable(() -> RightsJson.read(text));
    assertThat(thrown == null || thrown instanceof Refusal).isTrue();
    Throwable thrownByRequest = catchThrowable(() -> RequestJson.read(text));
    assertThat(thrownByRequest == null || thrownByRequest instanceof Refusal).isTrue();
  }

  /** A path has one normal form, and what is forwarded is read as that form again. */
  @Property(tries = 2000)
  void theNormalFormOfAPathIsStable(@ForAll("paths") String raw) {
    Optional<String> normal = NormalForm.path(raw);
    normal.ifPresent(
        path -> {
          assertThat(NormalForm.isPath(path)).isTrue();
          assertThat(NormalForm.path(NormalForm.encodedPath(path))).hasValue(path);
        });
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<Request> requests() {
    return Vocabulary.requests();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"type\"",
            "\"mcp\"",
            "\"http\"",
            "\"server\"",
            "\"https://a\"",
            "\"methods\"",
            "\"arguments\"",
            "{\"wildcard\":true}",
            "1",
            "null",
            "\"\\ud800\"",
            " ",
            "\u0000")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/", "a", ".", "..", "%2e", "%25", "%2F", "%5c", "\u00e9", "%C3%A9", "%C3", ";", "//",
            " ", "%00", "%")
        .list()
        .ofMaxSize(8)
        .map(parts -> "/" + String.join("", parts));
  }
}
