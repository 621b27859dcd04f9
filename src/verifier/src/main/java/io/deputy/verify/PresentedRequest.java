package io.deputy.verify;

import io.deputy.capability.Request;
import java.util.Objects;

/**
 * A request as one gateway sees it.
 *
 * @param gateway the id of the gateway that decides, which the token must name as its audience
 * @param request what is asked
 */
public record PresentedRequest(String gateway, Request request) {
  public PresentedRequest {
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(request);
  }
}
