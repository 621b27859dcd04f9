package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Rights;
import io.deputy.issuer.directory.Directory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rights that a request asks for: the union of both, all of it checked.
 *
 * @param scopes names of the directory's scopes, or {@link #SAME}
 * @param details capabilities in full (RFC 9396, section 2)
 */
record AskedRights(SortedSet<String> scopes, Optional<Rights> details) {
  /** The scope that asks for everything the subject token allows, break-glass rights aside. */
  static final String SAME = "deputy:same";

  /** A typical grant has five; and the work of deciding grows with the square. */
  private static final int MAX_CAPABILITIES = 64;

  AskedRights {
    scopes = Collections.unmodifiableSortedSet(new TreeSet<>(scopes));
    Objects.requireNonNull(details);
  }

  /**
   * The capabilities that are meant.
   *
   * @param whole what the subject token allows
   * @param breakGlass what {@link #SAME} leaves out: that must be asked for itself
   */
  Rights in(Directory directory, Rights whole, BreakGlassLaw breakGlass) throws Refusal {
    List<Capability> capabilities = new ArrayList<>();
    for (String scope : scopes) {
      Rights meant =
          scope.equals(SAME) ? breakGlass.ordinary(whole) : meaning(scope, directory, whole);
      capabilities.addAll(meant.capabilities());
    }
    details.ifPresent(d -> capabilities.addAll(d.capabilities()));
    if (capabilities.isEmpty()) {
      throw new Refusal(
          Reason.RIGHTS_EMPTY,
          "no rights are asked for; list at least one capability ("
              + SAME
              + " never means break-glass rights)");
    }
    if (capabilities.size() > MAX_CAPABILITIES) {
      throw new Refusal(
          Reason.DECISION_LIMIT,
          "more than " + MAX_CAPABILITIES + " capabilities are asked for at once; ask for fewer");
    }
    return new Rights(capabilities.stream().distinct().toList());
  }

  /** What one scope stands for. */
  static Rights meaning(String scope, Directory directory, Rights whole) throws Refusal {
    if (scope.equals(SAME)) {
      return whole;
    }
    return directory
        .scope(scope)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.SCOPE_UNKNOWN,
                    "scope \"" + scope + "\" is not defined here; use authorization_details"));
  }
}
