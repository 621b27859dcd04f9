package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Directory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a token is to be used (RFC 8693, section 2.1; RFC 8707).
 *
 * @param gateways those named with "audience"
 * @param resources the servers named with "resource": the rights are filtered to them, and gateways
 *     that guard them are meant too, where none of those named does
 */
record Targets(SortedSet<String> gateways, SortedSet<String> resources) {
  Targets {
    gateways = Collections.unmodifiableSortedSet(new TreeSet<>(gateways));
    resources = Collections.unmodifiableSortedSet(new TreeSet<>(resources));
  }

  /** Refuses a gateway or a resource that is not there, whatever else is asked for. */
  void requireKnown(Directory directory) throws Refusal {
    for (String gateway : gateways) {
      if (!directory.gateways().containsKey(gateway)) {
        throw new Refusal(Reason.AUDIENCE_UNKNOWN, "no gateway \"" + gateway + "\" is registered");
      }
    }
    for (String resource : resources) {
      requireAbsolute(resource);
      if (directory.gatewaysGuarding(Collections.singleton(resource)).isEmpty()) {
        throw new Refusal(
            Reason.RESOURCE_UNKNOWN, "no registered gateway guards \"" + resource + "\"");
      }
    }
  }

  /** RFC 8707, section 2: an absolute URI (RFC 3986, section 4.3), which has no fragment. */
  private static void requireAbsolute(String resource) throws Refusal {
    try {
      URI uri = new URI(resource);
      if (uri.isAbsolute() && uri.getRawFragment() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Said below, with what would be right.
    }
    throw new Refusal(
        Reason.RESOURCE_MALFORMED,
        "resource \"" + resource + "\" is not an absolute URI without a fragment");
  }

  /** Those of the rights asked for that are on the servers named. */
  Rights filter(Rights asked) throws Refusal {
    if (resources.isEmpty()) {
      return asked;
    }
    Rights rights =
        new Rights(
            asked.capabilities().stream().filter(c -> resources.contains(c.server())).toList());
    if (rights.capabilities().isEmpty()) {
      throw new Refusal(
          Reason.RIGHTS_EMPTY, "nothing that is asked for is on the servers that are named");
    }
    return rights;
  }

  /** The gateways that will honour the token. */
  SortedSet<String> audience(Directory directory, Optional<VerifiedChain> parent, Rights granted)
      throws Refusal {
    return parent.isPresent()
        ? within(directory, parent.get().last().audience())
        : first(directory, granted);
  }

  private SortedSet<String> first(Directory directory, Rights granted) throws Refusal {
    SortedSet<String> named = named(directory);
    if (!named.isEmpty()) {
      return named;
    }
    SortedSet<String> guarding = directory.gatewaysGuarding(granted);
    if (guarding.isEmpty()) {
      throw new Refusal(
          Reason.AUDIENCE_UNKNOWN,
          "no registered gateway guards the servers asked for; name one with \"audience\"");
    }
    return guarding;
  }

  private SortedSet<String> within(Directory directory, SortedSet<String> parents) throws Refusal {
    for (String gateway : gateways) {
      if (!parents.contains(gateway)) {
        throw widened("gateway \"" + gateway + "\" does not honour the parent token", parents);
      }
    }
    SortedSet<String> named = named(directory);
    named.retainAll(parents);
    if (named.isEmpty() && !resources.isEmpty()) {
      throw widened("no gateway that guards " + resources + " honours the parent token", parents);
    }
    return named.isEmpty() ? parents : named;
  }

  private SortedSet<String> named(Directory directory) {
    SortedSet<String> named = new TreeSet<>(gateways);
    for (String resource : resources) {
      SortedSet<String> guarding = directory.gatewaysGuarding(Collections.singleton(resource));
      if (Collections.disjoint(guarding, gateways)) {
        named.addAll(guarding);
      }
    }
    return named;
  }

  private static Refusal widened(String problem, SortedSet<String> parents) {
    return new Refusal(Reason.AUDIENCE_WIDENED, problem + "; it is honoured by " + parents);
  }
}
