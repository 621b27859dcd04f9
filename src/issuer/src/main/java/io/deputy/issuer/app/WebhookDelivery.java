package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.http.IssuerUrl;
import io.deputy.issuer.webhook.HttpReceiver;
import io.deputy.issuer.webhook.Outbox;
import io.deputy.issuer.webhook.Webhook;
import io.deputy.issuer.webhook.WebhookSecrets;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Advances the webhook at intervals, at every instance, in a thread and with a connection of its
 * own; nothing waits for it.
 */
@ApplicationScoped
class WebhookDelivery {
  private static final Logger LOG = Logger.getLogger(WebhookDelivery.class);

  /** So long an event waits, about, once it is in the log. */
  private static final long EVERY_MILLIS = 500;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "webhook");
            daemon.setDaemon(true);
            return daemon;
          });

  private final Outbox outbox;
  private final MeterRegistry meters;
  private final Optional<Webhook> webhook;
  private final AtomicLong behind = new AtomicLong();
  private String trouble = "";

  WebhookDelivery(
      Settings settings, IssuerUrl issuer, Outbox outbox, Clock clock, MeterRegistry meters) {
    this.outbox = outbox;
    this.meters = meters;
    try {
      this.webhook =
          receiver(settings, clock)
              .map(receiver -> new Webhook(issuer.value(), outbox, receiver, observer()));
    } catch (CannotStart e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<HttpReceiver> receiver(Settings settings, Clock clock)
      throws CannotStart {
    Optional<String> url = settings.webhook().url();
    Optional<Path> secrets = settings.webhook().secretFile();
    if (url.isPresent() != secrets.isPresent()) {
      throw new CannotStart("deputy.webhook needs both a url and a secret-file, or neither");
    }
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new HttpReceiver(
                url(url.get(), settings.development()), secrets(secrets.orElseThrow()), clock));
  }

  /** Nothing of it is shown where it is wrong: it may hold a secret. */
  static URI url(String text, boolean development) throws CannotStart {
    try {
      URI url = new URI(text);
      boolean scheme =
          "https".equals(url.getScheme()) || (development && "http".equals(url.getScheme()));
      if (scheme
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new CannotStart(
        "deputy.webhook.url is an https URL with a host, and without a user or a fragment");
  }

  private static WebhookSecrets secrets(Path file) throws CannotStart {
    try {
      return WebhookSecrets.read(Files.readString(file));
    } catch (IOException e) {
      throw new CannotStart("the webhook's secret file \"" + file + "\" cannot be read");
    } catch (IllegalArgumentException e) {
      throw new CannotStart("\"" + file + "\": " + e.getMessage());
    }
  }

  void start(@Observes StartupEvent event) {
    if (webhook.isEmpty()) {
      return;
    }
    meters.gauge("deputy.webhook.behind", behind);
    var unused =
        thread.scheduleWithFixedDelay(
            () -> advance(webhook.get()), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void advance(Webhook hook) {
    try {
      behind.set(outbox.behind());
      hook.advance();
      behind.set(outbox.behind());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Refusal e) {
      complain(e.reason().code() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      complain(e.toString());
    }
  }

  private Webhook.Observer observer() {
    return new Webhook.Observer() {
      @Override
      public void delivered() {
        count("delivered");
        trouble = "";
      }

      @Override
      public void failed(String why, Duration pause) {
        count("failed");
        complain(why + "; it is asked again, after " + pause + " now and less often later");
      }
    };
  }

  /** Once for each trouble, not at each attempt. */
  private void complain(String about) {
    String kind = about.split(";", 2)[0];
    if (!kind.equals(trouble)) {
      LOG.errorf("the webhook's receiver is not told: %s", about);
      trouble = kind;
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.webhook", "outcome", outcome).increment();
  }
}
