package io.deputy.gateway.record;

import io.deputy.Bytes;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens that were written into the stream before. One that is forgotten is written again,
 * which costs bytes and nothing else.
 */
final class KnownTokens {
  /** At some 150 bytes each. */
  private static final int MAX = 65_536;

  private final Map<Bytes, Boolean> digests =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
          return size() > MAX;
        }
      };

  /** Whether it was not known; it is now. */
  boolean add(Bytes digest) {
    return digests.put(digest, true) == null;
  }

  void remove(Bytes digest) {
    digests.remove(digest);
  }
}
