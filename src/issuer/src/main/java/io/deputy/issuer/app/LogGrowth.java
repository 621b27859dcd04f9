package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.log.TransparencyLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Lets the log grow, at intervals, at every instance; one of them does it each time. */
@ApplicationScoped
class LogGrowth {
  private static final Logger LOG = Logger.getLogger(LogGrowth.class);

  /** So long a hop waits for its proof, about; and a quiet log costs two look-ups a second. */
  private static final long EVERY_MILLIS = 500;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "log");
            daemon.setDaemon(true);
            return daemon;
          });

  private final TransparencyLog log;
  private final MeterRegistry meters;
  private String trouble = "";

  LogGrowth(TransparencyLog log, MeterRegistry meters) {
    this.log = log;
    this.meters = meters;
  }

  void start(@Observes StartupEvent event) {
    var unused =
        thread.scheduleWithFixedDelay(
            this::grow, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void grow() {
    try {
      log.advance();
      count("advanced");
      trouble = "";
    } catch (Refusal e) {
      count(e.reason().code());
      complain(e.reason().code() + ": " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      count("internal_error");
      complain(e.toString());
    }
  }

  /** Once for each trouble, not twice a second. */
  private void complain(String about) {
    if (!about.equals(trouble)) {
      LOG.errorf("the transparency log does not grow: %s", about);
      trouble = about;
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.log", "outcome", outcome).increment();
  }
}
