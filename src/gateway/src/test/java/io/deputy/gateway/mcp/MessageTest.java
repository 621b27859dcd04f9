package io.deputy.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a message, and what no message is. */
class MessageTest {
  private static final String SERVER = "https://mcp.acme.example/everything";

  static Message read(String body) throws Refusal {
    return Message.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Wanted wanted(Era era, String body) throws Refusal {
    return Wanted.of(SERVER, era, (Message.Call) read(body));
  }

  private static Reason refused(Era era, String body) {
    return catchThrowableOfType(Refusal.class, () -> wanted(era, body)).reason();
  }

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "[]",
        "",
        "null",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}{}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":1,\"a\":2}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":null}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"Method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"Params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"Name\":\"echo\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"argument\\u017f\":{}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":{\"k\":1,\"K\":2}}}"
      })
  void anythingButOneMessageIsRefused(String body) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(body));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isIn(Reason.REQUEST_MALFORMED, Reason.MESSAGE_AMBIGUOUS);
  }

  @Test
  void aCallIsNamedByItsNameAndArguments() throws Refusal {
    Wanted wanted =
        wanted(
            Era.LEGACY,
            call("tools/call", "{\"name\":\"echo\",\"arguments\":{\"message\":\"hi\"}}"));
    Request.Mcp request = (Request.Mcp) wanted.requests().get(0);
    assertThat(request.operation()).isEqualTo("tools/call");
    assertThat(request.name()).contains("echo");
    assertThat(request.arguments().leaves()).hasSize(1);
    assertThat(wanted.entry()).isFalse();
  }

  @Test
  void whatIsCompletedCountsAsAnArgument() throws Refusal {
    Wanted wanted =
        wanted(
            Era.MODERN,
            call(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"a\","
                    + "\"value\":\"x\"},\"context\":{\"arguments\":{\"b\":\"y\"}}}"));
    Request.Mcp request = (Request.Mcp) wanted.requests().get(0);
    assertThat(request.name()).contains("p");
    assertThat(request.arguments().leaves()).hasSize(2);
  }

  @Test
  void eachSubscribedResourceIsARequestOfItsOwn() throws Refusal {
    Wanted wanted =
        wanted(
            Era.MODERN,
            call(
                "subscriptions/listen",
                "{\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a:1\","
                    + "\"a:2\"]}}"));
    assertThat(wanted.requests()).hasSize(2);
    assertThat(wanted.entry()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/CALL", "sampling/createMessage", "notifications/initialized", "x", "tools"})
  void unknownMethodsDoNotPass(String method) {
    assertThat(refused(Era.LEGACY, call(method, "{}"))).isEqualTo(Reason.METHOD_UNKNOWN);
    assertThat(refused(Era.MODERN, call(method, "{}"))).isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @Test
  void methodsOfTheOtherEraDoNotPass() {
    assertThat(refused(Era.MODERN, call("initialize", "{}"))).isEqualTo(Reason.METHOD_UNKNOWN);
    assertThat(refused(Era.LEGACY, call("server/discover", "{}"))).isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":7}",
        "{\"name\":\"\"}",
        "{\"name\":\"a\\u0000b\"}",
        "{\"name\":[]}"
      })
  void aCallWithoutAProperNameIsRefused(String params) {
    assertThat(refused(Era.LEGACY, call("tools/call", params))).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void argumentsThatAreNoObjectAreRefused() {
    assertThat(refused(Era.LEGACY, call("tools/call", "{\"name\":\"a\",\"arguments\":[1]}")))
        .isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void encodedHeadersAreDecoded() throws Refusal {
    assertThat(Headers.decoded("=?base64?w7xi?=")).isEqualTo("\u00fcb");
    assertThat(Headers.decoded("plain")).isEqualTo("plain");
    assertThat(catchThrowableOfType(Refusal.class, () -> Headers.decoded("=?base64?_?=")).reason())
        .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
  }
}
