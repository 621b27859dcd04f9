package io.deputy.gateway.proxy;

/** Speaks one protocol: translates a request, asks the gate, and forwards or refuses. */
public interface Adapter {
  /**
   * Handles one request to its end. The request is paused; whoever reads it resumes it. It must
   * answer every request, and let nothing pass without a verdict.
   */
  void handle(Arrival arrival);
}
