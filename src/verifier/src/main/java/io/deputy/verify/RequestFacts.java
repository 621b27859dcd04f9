package io.deputy.verify;

import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Term;
import io.deputy.capability.Dimension;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a gateway states about a request, each fact at most once. What it does not know is absent,
 * so a check that needs it fails. Arguments of different types are different predicates, because an
 * expression on the wrong type would refuse the whole request.
 */
public final class RequestFacts {
  /** What a gateway states beside the request. */
  private static final Set<String> CIRCUMSTANCES = Set.of("time", "audience");

  /** Those forms that are derived from a string where it has them. */
  private static final Set<Form> DERIVED = EnumSet.of(Form.PATH, Form.URL, Form.IPV4, Form.IPV6);

  private final List<Predicate> facts = new ArrayList<>();
  private final SortedMap<Pointer, Value> places = new TreeMap<>();

  /**
   * @param presented the request, as the gateway sees it
   * @param now the time of the decision; stated to the second
   */
  public RequestFacts(PresentedRequest presented, Instant now) {
    Request request = presented.request();
    facts.add(Predicate.of("time", new Term.Date(now.getEpochSecond())));
    facts.add(Predicate.of("audience", text(presented.gateway())));
    facts.add(
        Predicate.of(FactNames.RESOURCE, text(request.kind().wire()), text(request.server())));
    request.values().forEach(this::state);
    places.forEach((place, value) -> stateAt(text(place.text()), value));
    if (request.kind().hasArguments()) {
      List<Term> leaves = new ArrayList<>();
      places.keySet().forEach(place -> leaves.add(text(place.text())));
      facts.add(Predicate.of(FactNames.LEAVES, new Term.SetOf(leaves)));
    }
  }

  private void state(Dimension dimension, Value value) {
    if (dimension instanceof Dimension.Argument argument) {
      places.put(argument.pointer(), value);
      return;
    }
    Optional<String> name = FactNames.of((Dimension.Field) dimension);
    if (name.isPresent()) {
      facts.add(Predicate.of(name.get(), scalar((Value.Scalar) value)));
    } else {
      places.put(FactNames.PUSH_URL, value);
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
    if (!CIRCUMSTANCES.contains(name) && !FactNames.isOfRequests(name)) {
      return true;
    }
    Optional<Form> form = FactNames.form(name);
    if (form.isEmpty()) {
      return facts.stream().anyMatch(f -> f.name().equals(name));
    }
    return places.entrySet().stream()
        .filter(leaf -> mayBeAt(pattern, leaf.getKey()))
        .noneMatch(
            leaf ->
                leaf.getValue() instanceof Value.Opaque
                    || (DERIVED.contains(form.get())
                        && leaf.getValue() instanceof Value.Text
                        && !isStated(name, leaf.getKey())));
  }

  private boolean isStated(String name, Pointer place) {
    Term at = text(place.text());
    return facts.stream().anyMatch(f -> f.name().equals(name) && f.terms().get(0).equals(at));
  }

  private static boolean mayBeAt(Predicate pattern, Pointer place) {
    return pattern.terms().isEmpty()
        || !(pattern.terms().get(0) instanceof Term.Str text)
        || text.value().equals(place.text());
  }

  private void stateAt(Term place, Value value) {
    if (value instanceof Value.Text text) {
      stateText(place, text.value());
    } else if (value instanceof Value.Scalar scalar) {
      stateAs(scalar instanceof Value.Int ? Form.INTEGER : Form.BOOLEAN, place, scalar(scalar));
    } else if (value instanceof Value.Texts texts) {
      List<Term> members = new ArrayList<>();
      texts.values().forEach(t -> members.add(text(t)));
      stateAs(Form.SET, place, new Term.SetOf(members));
    } else if (value instanceof Value.Ints numbers) {
      List<Term> members = new ArrayList<>();
      numbers.values().forEach(n -> members.add(new Term.Int(n)));
      stateAs(Form.SET, place, new Term.SetOf(members));
    }
  }

  /** A string at a place, and what it is beside a string. */
  private void stateText(Term place, String string) {
    stateAs(Form.TEXT, place, text(string));
    if (NormalForm.isPath(string)) {
      stateAs(Form.PATH, place, text(string));
    }
    WebUrl.parse(string)
        .ifPresent(
            url ->
                stateAs(
                    Form.URL,
                    place,
                    text(url.scheme()),
                    text(url.host()),
                    new Term.Int(url.port()),
                    text(url.path())));
    IpAddress.parse(string)
        .ifPresent(
            address ->
                stateAs(
                    address.form(),
                    place,
                    address.words().stream().map(Term.Int::new).toArray(Term[]::new)));
  }

  private void stateAs(Form form, Term place, Term... parts) {
    List<Term> terms = new ArrayList<>(List.of(place));
    terms.addAll(List.of(parts));
    facts.add(new Predicate(FactNames.of(form), terms));
  }

  private static Term scalar(Value.Scalar value) {
    if (value instanceof Value.Text text) {
      return text(text.value());
    }
    return value instanceof Value.Int number
        ? new Term.Int(number.value())
        : new Term.Bool(((Value.Bool) value).value());
  }

  private static Term text(String value) {
    return new Term.Str(value);
  }
}
