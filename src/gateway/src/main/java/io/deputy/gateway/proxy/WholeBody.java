package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads bodies whole, up to a limit. */
public final class WholeBody {
  private WholeBody() {}

  /**
   * The whole body of a paused request. Fails with a {@link Refusal} ({@code body_too_large}) as
   * soon as it is longer than {@code limit} bytes.
   */
  public static Future<Buffer> read(HttpServerRequest request, int limit) {
    Promise<Buffer> promise = Promise.promise();
    Buffer whole = Buffer.buffer();
    request.handler(
        chunk -> {
          if (whole.length() + chunk.length() > limit) {
            promise.tryFail(
                new Refusal(
                    Reason.BODY_TOO_LARGE,
                    "the body has more than " + limit + " bytes; send less"));
          } else {
            whole.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(promise::tryFail);
    request.endHandler(end -> promise.tryComplete(whole));
    request.resume();
    return promise.future();
  }
}
