package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;

/** Reads bodies whole, up to a limit. */
public final class WholeBody {
  private WholeBody() {}

  /**
   * The whole body of a paused request. Fails with a {@link Refusal} ({@code body_too_large}) as
   * soon as it is longer than {@code limit} bytes.
   */
  public static Future<Buffer> read(HttpServerRequest request, int limit) {
    return read(
        request,
        limit,
        new Refusal(
            Reason.BODY_TOO_LARGE, "the body has more than " + limit + " bytes; send less"));
  }

  /**
   * The whole of a paused stream.
   *
   * @param tooLong what it fails with as soon as it is longer than {@code limit} bytes
   */
  public static Future<Buffer> read(ReadStream<Buffer> stream, int limit, Refusal tooLong) {
    Promise<Buffer> promise = Promise.promise();
    Buffer whole = Buffer.buffer();
    stream.handler(
        chunk -> {
          if (whole.length() + chunk.length() > limit) {
            promise.tryFail(tooLong);
          } else {
            whole.appendBuffer(chunk);
          }
        });
    stream.exceptionHandler(promise::tryFail);
    stream.endHandler(end -> promise.tryComplete(whole));
    stream.resume();
    return promise.future();
  }
}
