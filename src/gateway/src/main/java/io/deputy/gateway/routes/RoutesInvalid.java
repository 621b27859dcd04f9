package io.deputy.gateway.routes;

/** The routes file is not valid, so nothing of it is used. The message is for the operator. */
public final class RoutesInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  RoutesInvalid(String message) {
    super(message);
  }
}
