package io.deputy.verify;

import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Term;
import io.deputy.capability.Arguments;
import io.deputy.capability.Form;
import io.deputy.capability.IpAddress;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.capability.WebUrl;
import io.deputy.chain.FactNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway states about a request, each fact at most once. What it does not know is absent,
 * so a check that needs it fails. Arguments of different types are different predicates, because an
 * expression on the wrong type would refuse the whole request.
 */
public final class RequestFacts {
  /** Every predicate that a gateway may state about some request. */
  private static final Set<String> VOCABULARY =
      Set.of(
          "time",
          "audience",
          "resource",
          "operation",
          "name",
          "model",
          "provider",
          "region",
          "max_output_tokens",
          "skill",
          "query",
          "arg",
          "arg_url",
          "arg_path",
          "arg_ip4",
          "arg_ip6",
          "arg_int",
          "arg_bool",
          "arg_set",
          "arg_paths");

  /** Those about the value at one place of the arguments. */
  private static final Set<String> OF_ARGUMENTS =
      Set.of("arg", "arg_url", "arg_path", "arg_ip4", "arg_ip6", "arg_int", "arg_bool", "arg_set");

  /** Those that are derived from a string where it has the form. */
  private static final Set<String> DERIVED = Set.of("arg_url", "arg_path", "arg_ip4", "arg_ip6");

  private static final int WORD_BITS = 32;

  private final List<Predicate> facts = new ArrayList<>();
  private final Arguments arguments;

  /**
   * @param presented the request, as the gateway sees it
   * @param now the time of the decision; stated to the second
   */
  public RequestFacts(PresentedRequest presented, Instant now) {
    Request request = presented.request();
    facts.add(Predicate.of("time", new Term.Date(now.getEpochSecond())));
    facts.add(Predicate.of("audience", new Term.Str(presented.gateway())));
    if (request instanceof Request.Mcp mcp) {
      arguments = mcp.arguments();
      state("resource", "mcp", mcp.server());
      state("operation", mcp.operation());
      mcp.name().ifPresent(name -> state("name", name));
      stateArguments();
    } else if (request instanceof Request.Http http) {
      arguments = Arguments.NONE;
      state("resource", "http", http.server());
      state("operation", http.method());
      state("name", http.path());
      state("query", http.query());
    } else if (request instanceof Request.Model model) {
      arguments = Arguments.NONE;
      state("resource", "model", model.server());
      model.provider().ifPresent(provider -> state("provider", provider));
      state("operation", model.operation());
      state("model", model.model());
      model.region().ifPresent(region -> state("region", region));
      model
          .maxOutputTokens()
          .ifPresent(n -> facts.add(Predicate.of("max_output_tokens", new Term.Int(n))));
    } else if (request instanceof Request.Agent agent) {
      arguments =
          agent
              .pushUrl()
              .map(url -> Arguments.of(Map.of(FactNames.PUSH_URL, new Value.Text(url))))
              .orElse(Arguments.NONE);
      state("resource", "agent", agent.server());
      state("operation", agent.operation());
      agent.skill().ifPresent(skill -> state("skill", skill));
      agent.pushUrl().ifPresent(url -> stateText(new Term.Str(FactNames.PUSH_URL.text()), url));
    } else {
      throw new IllegalStateException("no facts for " + request.getClass());
    }
  }

  /** The facts, in an order that does not matter. */
  public List<Predicate> facts() {
    return List.copyOf(facts);
  }

  /**
   * Whether a {@code reject if} on {@code pattern} can be answered: the gateway stated everything
   * that could match, so no match means that there is none.
   */
  boolean knows(Predicate pattern) {
    String name = pattern.name();
    if (!VOCABULARY.contains(name)) {
      return true;
    }
    if (!OF_ARGUMENTS.contains(name)) {
      return facts.stream().anyMatch(f -> f.name().equals(name));
    }
    return arguments.leaves().entrySet().stream()
        .filter(leaf -> mayBeAt(pattern, leaf.getKey()))
        .noneMatch(
            leaf ->
                leaf.getValue() instanceof Value.Opaque
                    || (DERIVED.contains(name)
                        && leaf.getValue() instanceof Value.Text
                        && !isStated(name, leaf.getKey())));
  }

  private boolean isStated(String name, Pointer place) {
    Term at = new Term.Str(place.text());
    return facts.stream().anyMatch(f -> f.name().equals(name) && f.terms().get(0).equals(at));
  }

  private static boolean mayBeAt(Predicate pattern, Pointer place) {
    return pattern.terms().isEmpty()
        || !(pattern.terms().get(0) instanceof Term.Str text)
        || text.value().equals(place.text());
  }

  private void stateArguments() {
    List<Term> places = new ArrayList<>();
    for (Map.Entry<Pointer, Value> leaf : arguments.leaves().entrySet()) {
      Term place = new Term.Str(leaf.getKey().text());
      places.add(place);
      Value value = leaf.getValue();
      if (value instanceof Value.Text text) {
        stateText(place, text.value());
      } else if (value instanceof Value.Int number) {
        facts.add(Predicate.of("arg_int", place, new Term.Int(number.value())));
      } else if (value instanceof Value.Bool bool) {
        facts.add(Predicate.of("arg_bool", place, new Term.Bool(bool.value())));
      } else if (value instanceof Value.Texts texts) {
        List<Term> members = new ArrayList<>();
        texts.values().forEach(t -> members.add(new Term.Str(t)));
        facts.add(Predicate.of("arg_set", place, new Term.SetOf(members)));
      } else if (value instanceof Value.Ints numbers) {
        List<Term> members = new ArrayList<>();
        numbers.values().forEach(n -> members.add(new Term.Int(n)));
        facts.add(Predicate.of("arg_set", place, new Term.SetOf(members)));
      }
    }
    facts.add(Predicate.of("arg_paths", new Term.SetOf(places)));
  }

  /** A string at a place, and what it is beside a string. */
  private void stateText(Term place, String text) {
    facts.add(Predicate.of("arg", place, new Term.Str(text)));
    if (NormalForm.isPath(text)) {
      facts.add(Predicate.of("arg_path", place, new Term.Str(text)));
    }
    WebUrl.parse(text)
        .ifPresent(
            url ->
                facts.add(
                    Predicate.of(
                        "arg_url",
                        place,
                        new Term.Str(url.scheme()),
                        new Term.Str(url.host()),
                        new Term.Int(url.port()),
                        new Term.Str(url.path()))));
    IpAddress.parse(text).ifPresent(address -> stateAddress(place, address));
  }

  /** In words of 32 bits: Datalog has no larger numbers. */
  private void stateAddress(Term place, IpAddress address) {
    List<Term> terms = new ArrayList<>(List.of(place));
    int words = address.form() == Form.IPV4 ? 1 : 4;
    for (int i = words - 1; i >= 0; i--) {
      long word = address.bits().shiftRight(WORD_BITS * i).longValue() & 0xffff_ffffL;
      terms.add(new Term.Int(word));
    }
    facts.add(new Predicate(words == 1 ? "arg_ip4" : "arg_ip6", terms));
  }

  private void state(String name, String... texts) {
    List<Term> terms = new ArrayList<>();
    for (String text : texts) {
      terms.add(new Term.Str(text));
    }
    facts.add(new Predicate(name, terms));
  }
}
