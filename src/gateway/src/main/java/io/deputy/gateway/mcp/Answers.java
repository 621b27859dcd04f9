package io.deputy.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.WholeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads what a server answers, and passes on what the caller may see of it. */
final class Answers {
  private static final int OK = 200;
  private static final int SUCCESS_END = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int NOT_FOUND = 404;

  /** About the gateway's own credential, or an address that was not decided. */
  private static final Set<Integer> NOT_THE_CALLERS = Set.of(401, 403, 407);

  /** What would not be true any more of a body that was rewritten. */
  private static final List<String> OF_THE_BODY =
      List.of("content-length", "etag", "digest", "content-digest", "repr-digest", "content-md5");

  private final Forward forward;
  private final Replies replies;
  private final Bindings bindings;

  Answers(Forward forward, Replies replies, Bindings bindings) {
    this.forward = forward;
    this.replies = replies;
    this.bindings = bindings;
  }

  /** Passes an answer on, or refuses it as a whole. */
  void pass(Exchange exchange, HttpClientResponse answer) {
    try {
      requireReadable(answer);
      sessions(exchange, answer);
    } catch (Refusal refusal) {
      answer.request().reset();
      replies.refuse(exchange.arrival(), exchange.id(), Verdict.Refused.of(refusal));
      return;
    }
    forward.watch(exchange.arrival(), exchange.caller(), answer);
    if (type(answer).equals("text/event-stream")) {
      stream(exchange, answer);
    } else {
      whole(exchange, answer);
    }
  }

  private static void requireReadable(HttpClientResponse answer) throws Refusal {
    int status = answer.statusCode();
    String encoding = answer.getHeader("content-encoding");
    boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
    if (!plain
        || status < OK
        || (status >= SUCCESS_END && status < CLIENT_ERROR)
        || NOT_THE_CALLERS.contains(status)) {
      throw new Refusal(
          Reason.UPSTREAM_UNAVAILABLE,
          "what stands behind this route answered what cannot be passed on; tell its operator");
    }
  }

  /** Binds the session that an answer opens, before anybody learns of it. */
  private void sessions(Exchange exchange, HttpClientResponse answer) throws Refusal {
    boolean success = answer.statusCode() < SUCCESS_END;
    Optional<String> named = Optional.ofNullable(answer.getHeader(Headers.SESSION));
    if (exchange.opens() && success && named.isPresent()) {
      if (!bindings.bindSession(exchange.route(), named.get(), exchange.caller())) {
        throw new Refusal(
            Reason.UPSTREAM_UNAVAILABLE,
            "what stands behind this route gave a session of somebody else; try again");
      }
    }
    boolean gone =
        answer.statusCode() == NOT_FOUND
            || (success && exchange.arrival().request().method().equals(HttpMethod.DELETE));
    if (gone) {
      exchange.session().ifPresent(session -> bindings.endSession(exchange.route(), session));
    }
  }

  private static String type(HttpClientResponse answer) {
    String type = Optional.ofNullable(answer.getHeader("content-type")).orElse("");
    return type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
  }

  private HttpServerResponse begin(Exchange exchange, HttpClientResponse answer) {
    HttpServerResponse response = forward.begin(exchange.arrival(), answer);
    OF_THE_BODY.forEach(response.headers()::remove);
    if (!exchange.opens() && exchange.session().isEmpty()) {
      response.headers().remove(Headers.SESSION);
    }
    // Each caller is shown something else.
    response.putHeader("cache-control", "private, no-store, no-transform");
    return response;
  }

  private void whole(Exchange exchange, HttpClientResponse answer) {
    Refusal tooLong = unpassable("answered more than can be read here");
    WholeBody.read(answer, Catalogue.MAX_MESSAGE, tooLong)
        .onSuccess(body -> ended(exchange, answer, body))
        .onFailure(
            failure ->
                refuse(
                    exchange,
                    answer,
                    failure == tooLong ? tooLong : unpassable("broke off its answer")));
  }

  private void ended(Exchange exchange, HttpClientResponse answer, Buffer body) {
    try {
      Buffer passed = Buffer.buffer();
      if (body.length() > 0 && type(answer).equals("application/json")) {
        String text = text(body);
        String seen = new Sight(exchange).look(text);
        passed = seen.equals(text) ? body : Buffer.buffer(seen);
      } else if (body.length() > 0 && answer.statusCode() < CLIENT_ERROR) {
        throw new Refusal(Reason.UPSTREAM_UNAVAILABLE, "the answer is neither JSON nor events");
      } else if (body.length() == 0 && exchange.id().isPresent() && answer.statusCode() == OK) {
        throw new Refusal(Reason.UPSTREAM_UNAVAILABLE, "the answer is empty");
      }
      HttpServerResponse response = begin(exchange, answer);
      if (passed.length() == 0) {
        response.headers().remove("content-type");
      }
      response.end(passed);
    } catch (Refusal refusal) {
      replies.refuse(exchange.arrival(), exchange.id(), Verdict.Refused.of(refusal));
    } catch (RuntimeException e) {
      refuse(exchange, answer, unpassable("answered what cannot be read here"));
    }
  }

  private void stream(Exchange exchange, HttpClientResponse answer) {
    HttpServerResponse response = begin(exchange, answer);
    response.setChunked(true).putHeader("x-accel-buffering", "no");
    Events events = new Events(new Sight(exchange)::look);
    answer.handler(
        chunk -> {
          try {
            Buffer passed = events.take(chunk);
            if (passed.length() > 0) {
              response.write(passed);
            }
            if (response.writeQueueFull()) {
              answer.pause();
              response.drainHandler(drained -> answer.resume());
            }
          } catch (Refusal | RuntimeException refused) {
            cut(response, answer);
          }
        });
    answer.exceptionHandler(failure -> cut(response, answer));
    answer.endHandler(end -> response.end());
    // A comment, so that the head is on its way before the first event.
    response.write(": open\n\n");
    answer.resume();
  }

  private static void cut(HttpServerResponse response, HttpClientResponse answer) {
    abandon(answer);
    response.reset();
  }

  /** Nothing more of it is looked at. */
  private static void abandon(HttpClientResponse answer) {
    answer.handler(null);
    answer.endHandler(null);
    answer.exceptionHandler(null);
    answer.request().reset();
  }

  private void refuse(Exchange exchange, HttpClientResponse answer, Refusal refusal) {
    abandon(answer);
    replies.refuse(exchange.arrival(), exchange.id(), Verdict.Refused.of(refusal));
  }

  private static Refusal unpassable(String what) {
    return new Refusal(
        Reason.UPSTREAM_UNAVAILABLE,
        "what stands behind this route " + what + ", so nothing was passed on");
  }

  private static String text(Buffer body) throws Refusal {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.UPSTREAM_UNAVAILABLE, "the answer is not UTF-8");
    }
  }

  /** What one caller sees of the messages that come back to one request. */
  private final class Sight {
    private final Exchange exchange;
    private final Catalogue catalogue;

    Sight(Exchange exchange) {
      this.exchange = exchange;
      this.catalogue = Catalogue.of(exchange.caller(), exchange.route(), bindings);
    }

    String look(String data) throws Refusal {
      ObjectNode message = Catalogue.read(data);
      Catalogue.task(message)
          .ifPresent(task -> bindings.bindTask(exchange.route(), task, exchange.caller()));
      boolean changed = catalogue.filter(message, exchange.wanted().listing(), exchange.id());
      return changed ? message.toString() : data;
    }
  }
}
