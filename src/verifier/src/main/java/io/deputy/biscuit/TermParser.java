package io.deputy.biscuit;

import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads terms from text. Source: Biscuit specification, "Grammar". */
final class TermParser {
  private final TextCursor in;

  TermParser(TextCursor in) {
    this.in = in;
  }

  Predicate predicate() throws Refusal {
    in.peek();
    String name = in.name();
    in.expect("(");
    List<Term> terms = new ArrayList<>();
    while (!in.accept(")")) {
      if (!terms.isEmpty()) {
        in.expect(",");
      }
      terms.add(pattern(0));
    }
    return new Predicate(name, terms);
  }

  /** A value or a variable. */
  Term pattern(int depth) throws Refusal {
    if (in.accept("$")) {
      return new Term.Variable(in.name());
    }
    return value(depth);
  }

  private Term value(int depth) throws Refusal {
    if (depth > Limits.NESTING) {
      throw in.fault("terms nest deeper than " + Limits.NESTING + " levels");
    }
    char next = in.peek();
    if (next == '"') {
      return new Term.Str(in.string());
    } else if (next == '-' || (next >= '0' && next <= '9')) {
      return in.isDate() ? new Term.Date(in.date()) : new Term.Int(in.integer());
    } else if (in.accept("hex:")) {
      return new Term.Bin(in.hex());
    } else if (in.accept("[")) {
      return array(depth + 1);
    } else if (in.accept("{")) {
      return braces(depth + 1);
    } else if (in.acceptWord("true")) {
      return new Term.Bool(true);
    } else if (in.acceptWord("false")) {
      return new Term.Bool(false);
    } else if (in.acceptWord("null")) {
      return new Term.Null();
    }
    throw in.fault("expected a term");
  }

  private Term array(int depth) throws Refusal {
    List<Term> members = new ArrayList<>();
    while (!in.accept("]")) {
      if (!members.isEmpty()) {
        in.expect(",");
      }
      members.add(value(depth));
    }
    return new Term.ArrayOf(members);
  }

  /** A set or a map: the first member tells which. */
  private Term braces(int depth) throws Refusal {
    if (in.accept("}")) {
      return new Term.MapOf(Map.of());
    }
    if (in.accept(",")) {
      in.expect("}");
      return new Term.SetOf(List.of());
    }
    Term first = value(depth);
    return in.accept(":") ? map(first, depth) : set(first, depth);
  }

  private Term map(Term firstKey, int depth) throws Refusal {
    Map<Term, Term> entries = new LinkedHashMap<>();
    Term key = firstKey;
    while (true) {
      if (!(key instanceof Term.Int || key instanceof Term.Str)) {
        throw in.fault("the key of a map is an integer or a string");
      }
      if (entries.put(key, value(depth)) != null) {
        throw in.fault("a map repeats a key");
      }
      if (in.accept("}")) {
        return new Term.MapOf(entries);
      }
      in.expect(",");
      key = value(depth);
      in.expect(":");
    }
  }

  private Term set(Term first, int depth) throws Refusal {
    List<Term> members = new ArrayList<>();
    Set<Term> known = new TreeSet<>(TermOrder.INSTANCE);
    Term member = first;
    while (true) {
      if (TermReader.holdsSet(member) || member.getClass() != first.getClass()) {
        throw in.fault("a set has members of one type, without sets");
      }
      if (known.add(member)) {
        members.add(member);
      }
      if (in.accept("}")) {
        return new Term.SetOf(members);
      }
      in.expect(",");
      member = value(depth);
    }
  }
}
