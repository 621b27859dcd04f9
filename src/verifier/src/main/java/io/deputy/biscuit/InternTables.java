package io.deputy.biscuit;

import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The strings and keys that the numbers in a block stand for. First-party blocks share one and add
 * to it; a third-party block has one of its own.
 *
 * <p>A string or key that stands twice is refused: readers that merge repetitions and readers that
 * count them would read two meanings from the same signed bytes.
 *
 * <p>Source: Biscuit specification, "Symbol table" and "Public key tables".
 */
final class InternTables {
  /** Where the symbols of a token begin; below are the default ones. */
  static final int FIRST_OWN_SYMBOL = 1024;

  private static final List<String> DEFAULT_SYMBOLS =
      List.of(
          "read",
          "write",
          "resource",
          "operation",
          "right",
          "time",
          "role",
          "owner",
          "tenant",
          "namespace",
          "user",
          "team",
          "service",
          "admin",
          "email",
          "group",
          "member",
          "ip_address",
          "client",
          "client_ip",
          "domain",
          "path",
          "version",
          "cluster",
          "node",
          "hostname",
          "nonce",
          "query");

  private static final Set<String> DEFAULTS = Set.copyOf(DEFAULT_SYMBOLS);

  private final List<String> symbols = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final List<PublicKey> keys = new ArrayList<>();
  private final Set<PublicKey> knownKeys = new HashSet<>();

  InternTables() {}

  /** The tables as they were when {@code others} had so many symbols and keys. */
  InternTables(InternTables others, int symbols, int keys) {
    this.symbols.addAll(others.symbols.subList(0, symbols));
    this.known.addAll(this.symbols);
    this.keys.addAll(others.keys.subList(0, keys));
    this.knownKeys.addAll(this.keys);
  }

  /** The number of a default symbol; −1 for any other. */
  static int defaultNumber(String symbol) {
    return DEFAULT_SYMBOLS.indexOf(symbol);
  }

  int symbols() {
    return symbols.size();
  }

  int keys() {
    return keys.size();
  }

  void add(String symbol, WireReader at) throws Refusal {
    if (DEFAULTS.contains(symbol) || !known.add(symbol)) {
      throw at.malformed("declares a symbol that is known already");
    }
    symbols.add(symbol);
  }

  void add(PublicKey key, WireReader at) throws Refusal {
    if (!knownKeys.add(key)) {
      throw at.malformed("declares a public key that is known already");
    }
    keys.add(key);
  }

  String symbol(long id, WireReader at) throws Refusal {
    if (id >= 0 && id < DEFAULT_SYMBOLS.size()) {
      return DEFAULT_SYMBOLS.get((int) id);
    }
    long own = id - FIRST_OWN_SYMBOL;
    if (id < FIRST_OWN_SYMBOL || own >= symbols.size()) {
      throw at.malformed("uses an unknown symbol " + Long.toUnsignedString(id));
    }
    return symbols.get((int) own);
  }

  PublicKey key(long id, WireReader at) throws Refusal {
    if (id < 0 || id >= keys.size()) {
      throw at.malformed("uses an unknown public key " + id);
    }
    return keys.get((int) id);
  }
}
