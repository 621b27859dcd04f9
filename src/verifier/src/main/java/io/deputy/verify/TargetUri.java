package io.deputy.verify;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * The URI that a DPoP proof is for, in one form, so that comparing strings is enough: without query
 * and fragment, and normalised by syntax and scheme (RFC 9449, section 4.3, item 9; RFC 3986,
 * sections 6.2.2 and 6.2.3).
 */
public final class TargetUri {
  /** Longer than any URL that servers take; the check comes before any parsing. */
  private static final int MAX_CHARACTERS = 8 << 10;

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private TargetUri() {}

  /** The normal form; empty unless {@code uri} is an absolute http or https URI without user. */
  public static Optional<String> normalise(String uri) {
    if (uri.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      URI parsed = new URI(uri);
      String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http");
      if (!(http || scheme.equals("https"))
          || parsed.getHost() == null
          || parsed.getRawUserInfo() != null) {
        return Optional.empty();
      }
      int port = parsed.getPort();
      boolean usual = port == -1 || port == (http ? HTTP_PORT : HTTPS_PORT);
      String host = parsed.getHost().toLowerCase(Locale.ROOT);
      return path(parsed.getRawPath())
          .map(path -> scheme + "://" + host + (usual ? "" : ":" + port) + path);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** RFC 3986, section 5.2.4; the empty path is {@code /} (section 6.2.3). */
  private static Optional<String> path(String raw) {
    Optional<String> decoded = unreservedDecoded(raw);
    if (decoded.isEmpty()) {
      return Optional.empty();
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = decoded.get().split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean dots = segments[i].equals(".") || segments[i].equals("..");
      if (segments[i].equals("..")) {
        kept.pollLast();
      }
      if (!dots) {
        kept.addLast(segments[i]);
      } else if (i == segments.length - 1) {
        kept.addLast("");
      }
    }
    return Optional.of("/" + String.join("/", kept));
  }

  /** RFC 3986, sections 6.2.2.1 and 6.2.2.2; what is not ASCII has no such form. */
  private static Optional<String> unreservedDecoded(String raw) {
    StringBuilder path = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        // java.net.URI has made sure that two hexadecimal digits follow.
        char octet = (char) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
        if (isUnreserved(octet)) {
          path.append(octet);
        } else {
          path.append(raw.substring(i, i + 3).toUpperCase(Locale.ROOT));
        }
        i += 2;
      } else if (StandardCharsets.US_ASCII.newEncoder().canEncode(c)) {
        path.append(c);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(path.toString());
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }
}
