package io.deputy.gateway.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The routes in force: the last valid state of the file. One that is not valid changes nothing. */
public final class HotRoutes implements Supplier<Routes> {
  private static final Logger LOG = Logger.getLogger(HotRoutes.class);

  private final Path file;
  private final Path secrets;
  private final AtomicReference<Routes> inForce = new AtomicReference<>();
  private FileTime seen;

  /**
   * Reads the routes for the first time.
   *
   * @throws RoutesInvalid if they are not valid: a gateway does not start without routes
   */
  public HotRoutes(Path file, Path secrets) throws RoutesInvalid {
    this.file = file;
    this.secrets = secrets;
    this.seen = changed();
    inForce.set(RoutesFile.read(file, secrets));
  }

  @Override
  public Routes get() {
    return inForce.get();
  }

  /** Reads the file again if it changed. Requests on their way keep the routes that they had. */
  public synchronized void look() {
    FileTime now = changed();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      inForce.set(RoutesFile.read(file, secrets));
      LOG.infof("%s is in force", file);
    } catch (RoutesInvalid e) {
      LOG.errorf("the routes did not change: %s", e.getMessage());
    }
  }

  private FileTime changed() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
