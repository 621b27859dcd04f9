package io.deputy.json;

import io.deputy.capability.Request;
import java.util.Objects;

/**
 * A request and the gateway that is asked to let it through.
 *
 * @param audience id of the gateway
 * @param request what the agent wants to do
 */
public record AddressedRequest(String audience, Request request) {
  public AddressedRequest {
    Objects.requireNonNull(audience);
    Objects.requireNonNull(request);
  }
}
