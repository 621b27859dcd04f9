package io.deputy.json;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value and its place in the text, so that what is said about a fault names it.
 *
 * @param place JSON Pointer (RFC 6901); empty for the whole text
 * @param node the value
 * @param malformed the reason to give if it is of the wrong kind
 */
public record At(String place, Node node, Reason malformed) {

  /** The whole text. */
  public static At root(Node node, Reason malformed) {
    return new At("", node, malformed);
  }

  /** The same value, about which another reason is given. */
  public At because(Reason reason) {
    return new At(place, node, reason);
  }

  /** The string here. */
  public String text() throws Refusal {
    if (node instanceof Node.Text t) {
      return t.value();
    }
    throw expected("a string");
  }

  /** The elements of the array here. */
  public List<At> elements() throws Refusal {
    if (!(node instanceof Node.Arr arr)) {
      throw expected("an array");
    }
    List<At> elements = new ArrayList<>();
    for (Node element : arr.elements()) {
      elements.add(new At(place + "/" + elements.size(), element, malformed));
    }
    return elements;
  }

  /** The members of the object here. */
  public Map<String, At> members() throws Refusal {
    if (!(node instanceof Node.Obj obj)) {
      throw expected("an object");
    }
    Map<String, At> members = new LinkedHashMap<>();
    obj.members()
        .forEach(
            (name, value) ->
                members.put(name, new At(place + Pointer.ofMember(name).text(), value, malformed)));
    return members;
  }

  /** The members of the object here: all of {@code required}, some of {@code optional}. */
  public Map<String, At> members(
      Set<String> required, Set<String> optional, Reason unknown, Reason missing) throws Refusal {
    Map<String, At> members = members();
    for (Map.Entry<String, At> member : members.entrySet()) {
      if (!required.contains(member.getKey()) && !optional.contains(member.getKey())) {
        throw member.getValue().refuse(unknown, "is not known here; remove it");
      }
    }
    Optional<String> absent =
        required.stream().filter(r -> !members.containsKey(r)).sorted().findFirst();
    if (absent.isPresent()) {
      throw refuse(missing, "has no member " + Describe.quote(absent.get()) + "; add it");
    }
    return members;
  }

  /** The value is not of the kind that stands here. */
  public Refusal expected(String kind) {
    return refuse(malformed, "is not " + kind + "; write " + kind + " there");
  }

  /** A refusal that names this place. */
  public Refusal refuse(Reason reason, String fault) {
    return new Refusal(
        reason, (place.isEmpty() ? "the whole text" : Describe.quote(place)) + " " + fault);
  }
}
