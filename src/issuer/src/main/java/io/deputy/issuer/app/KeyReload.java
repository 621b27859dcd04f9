package io.deputy.issuer.app;

import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.minting.keys.KeysInvalid;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Reads the key folder at the start, and then at intervals, so that changes take effect. */
@ApplicationScoped
class KeyReload {
  private static final Logger LOG = Logger.getLogger(KeyReload.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "keys");
            daemon.setDaemon(true);
            return daemon;
          });

  private final IssuerKeys keys;
  private final Settings settings;

  KeyReload(IssuerKeys keys, Settings settings) {
    this.keys = keys;
    this.settings = settings;
  }

  /** Fails the start if the keys cannot be used, or recorded. */
  void start(@Observes StartupEvent event) {
    try {
      keys.reload();
      long millis = KeySettings.reload(settings).toMillis();
      var unused =
          thread.scheduleWithFixedDelay(this::reload, millis, millis, TimeUnit.MILLISECONDS);
    } catch (KeysInvalid | CannotStart e) {
      throw new IllegalStateException(e);
    }
    if (settings.development()) {
      LOG.warn("development mode: development keys and unencrypted key files are accepted");
    }
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void reload() {
    try {
      if (keys.reload()) {
        LOG.infof(
            "the keys changed: root key %d and attestation key %d sign now",
            keys.root().number(), keys.attestation().number());
      }
    } catch (KeysInvalid e) {
      LOG.errorf("the keys could not be read anew: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a change of the keys is not recorded yet", e);
    }
  }
}
