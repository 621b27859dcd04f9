package io.deputy.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of lists only what may be seen passes, wherever they stand. */
class CatalogueTest {
  private static final Optional<JsonNode> ID = Optional.of(IntNode.valueOf(1));
  private static final String LIST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"a\",\"x\":1.50},"
          + "{\"name\":\"hidden\"},{\"name\":7},null,{\"name\":\"b\"}],\"nextCursor\":\"n\","
          + "\"ttlMs\":60000,\"cacheScope\":\"public\"}}";
  private static final String SEEN =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"a\",\"x\":1.50},"
          + "{\"name\":\"b\"}],\"nextCursor\":\"n\",\"ttlMs\":0,\"cacheScope\":\"private\"}}";

  private final Catalogue catalogue = new Catalogue((listing, name) -> !name.equals("hidden"));

  private String filtered(String text) throws Refusal {
    ObjectNode message = Catalogue.read(text);
    catalogue.filter(message, Optional.of(Listing.TOOLS), ID);
    return message.toString();
  }

  private Buffer streamed(String text, int at) throws Refusal {
    Events events = new Events(this::filtered);
    Buffer all = Buffer.buffer(text);
    return Buffer.buffer()
        .appendBuffer(events.take(all.slice(0, at)))
        .appendBuffer(events.take(all.slice(at, all.length())));
  }

  @Test
  void aListShowsInItsOrderWhatMayBeSeen() throws Refusal {
    assertThat(filtered(LIST)).isEqualTo(SEEN);
  }

  @Test
  void aListWhereNobodyAskedForItIsFilteredToo() throws Refusal {
    ObjectNode message = Catalogue.read(LIST);
    assertThat(catalogue.filter(message, Optional.empty(), Optional.empty())).isTrue();
    assertThat(message).hasToString(SEEN);
  }

  @Test
  void aPageMayBecomeEmpty() throws Refusal {
    assertThat(filtered("{\"id\":1,\"result\":{\"tools\":[{\"name\":\"hidden\"}]}}"))
        .contains("\"tools\":[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1,\"result\":{\"tools\":null}}",
        "{\"id\":1,\"result\":{\"tools\":{\"0\":{\"name\":\"hidden\"}}}}",
        "{\"id\":1,\"result\":{}}",
        "{\"id\":1,\"result\":null}",
        "{\"id\":1,\"result\":[{\"name\":\"hidden\"}]}",
        "{\"id\":1,\"result\":{\"tools\":[],\"tools\":[{\"name\":\"hidden\"}]}}",
        "[{\"id\":1,\"result\":{\"tools\":[{\"name\":\"hidden\"}]}}]",
        "{\"id\":1,\"result\":{\"tools\":[]}}{}",
        "{\"id\":1",
        "hidden"
      })
  void whatIsNoListDoesNotPassAsOne(String text) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> filtered(text));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.UPSTREAM_UNAVAILABLE);
  }

  @Test
  void errorsAndOtherMessagesPassAsTheyAre() throws Refusal {
    for (String text :
        new String[] {
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"m\"}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}",
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[],\"n\":1E+2}}"
        }) {
      ObjectNode message = Catalogue.read(text);
      assertThat(catalogue.filter(message, Optional.of(Listing.TOOLS), ID)).isFalse();
    }
  }

  @Test
  void listsInEventsAreFilteredWhereverTheyAreBroken() throws Refusal {
    String text = ": hi\r\nevent: message\r\nid: 7\r\ndata: " + LIST + "\r\n\r\n";
    for (int at = 0; at <= text.length(); at++) {
      assertThat(streamed(text, at))
          .hasToString(": hi\nevent: message\nid: 7\ndata: " + SEEN + "\n\n");
    }
  }

  @Test
  void dataOfSeveralLinesIsOneMessage() throws Refusal {
    String text = "data:" + LIST.replace(",{", ",\rdata: {") + "\r\r";
    assertThat(streamed(text, 9)).hasToString("data: " + SEEN + "\n\n");
  }

  @Test
  void aByteOrderMarkHidesNothing() throws Refusal {
    assertThat(streamed("\ufeffdata: " + LIST + "\n\n", 0)).hasToString("data: " + SEEN + "\n\n");
  }

  @Test
  void fieldsThatNobodyKnowsDoNotPass() throws Refusal {
    assertThat(streamed("Data: " + LIST + "\nhidden\nid: 1\n\n", 0)).hasToString("id: 1\n\n");
  }

  @Test
  void anEventWithoutAnEndDoesNotPass() throws Refusal {
    assertThat(streamed("data: " + LIST + "\n", 0).length()).isZero();
  }

  @Test
  void anEventThatNeverEndsIsCut() {
    Events events = new Events(data -> data);
    Buffer chunk = Buffer.buffer("x".repeat(1 << 20));
    assertThat(
            catchThrowableOfType(
                Refusal.class,
                () -> {
                  for (int i = 0; i <= Catalogue.MAX_MESSAGE >> 20; i++) {
                    events.take(chunk);
                  }
                }))
        .isNotNull();
  }
}
