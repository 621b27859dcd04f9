package io.deputy.issuer.directory;

import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where this service may call to on behalf of one issuer. Nothing that an issuer says leads
 * anywhere else.
 *
 * @param authorities hosts with their ports, as {@link #authority} has them
 * @param privateAddresses whether these hosts may have addresses that are not public
 */
public record Reach(SortedSet<String> authorities, boolean privateAddresses) {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  public Reach {
    authorities = Collections.unmodifiableSortedSet(new TreeSet<>(authorities));
  }

  /** Whether {@code url} lies within it. */
  public boolean includes(URI url) {
    return url.getHost() != null && authorities.contains(authority(url));
  }

  /** Host and port of {@code url}, the port always written out. */
  public static String authority(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port(url);
  }

  /** The port that {@code url} means. */
  public static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "http".equals(url.getScheme()) ? HTTP_PORT : HTTPS_PORT;
  }
}
