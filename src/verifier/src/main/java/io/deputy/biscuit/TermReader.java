package io.deputy.biscuit;

import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads terms. Source: schema.proto, {@code Term}; Biscuit specification, "Terminology". */
final class TermReader {
  private final InternTables tables;

  TermReader(InternTables tables) {
    this.tables = tables;
  }

  /** A term that may be a variable. */
  Term pattern(WireReader in) throws Refusal {
    return read(in, 0);
  }

  /** A term that is not a variable. */
  Term value(WireReader in) throws Refusal {
    return value(in, 0);
  }

  /** Reads a term {@code depth} levels inside of others. */
  Term pattern(WireReader in, int depth) throws Refusal {
    return read(in, depth);
  }

  private Term value(WireReader in, int depth) throws Refusal {
    Term term = read(in, depth);
    if (term instanceof Term.Variable) {
      throw in.malformed("has a variable where a value must stand");
    }
    return term;
  }

  private Term read(WireReader in, int depth) throws Refusal {
    if (depth > Limits.NESTING) {
      throw in.malformed("nests deeper than " + Limits.NESTING + " levels");
    }
    Term term = content(in, depth);
    in.end();
    return term;
  }

  private Term content(WireReader in, int depth) throws Refusal {
    return switch (in.only()) {
      case 1 -> new Term.Variable(tables.symbol(in.uint32(), in));
      case 2 -> new Term.Int(in.varint());
      case 3 -> new Term.Str(tables.symbol(in.varint(), in));
      case 4 -> new Term.Date(in.varint());
      case 5 -> new Term.Bin(in.bytes());
      case 6 -> new Term.Bool(in.bool());
      case 7 -> set(in.message("set", 1), depth + 1);
      case 8 -> {
        in.message("null").end();
        yield new Term.Null();
      }
      case 9 -> array(in.message("array", 1), depth + 1);
      case 10 -> map(in.message("map", 1), depth + 1);
      default -> throw in.unknownField();
    };
  }

  private Term set(WireReader in, int depth) throws Refusal {
    List<Term> members = new ArrayList<>();
    Set<Term> known = new TreeSet<>(TermOrder.INSTANCE);
    Class<?> type = null;
    while (in.next()) {
      if (in.field() != 1) {
        throw in.unknownField();
      }
      Term member = value(in.message("term"), depth);
      if (holdsSet(member)) {
        throw in.malformed("has a set inside a set");
      }
      if (type != null && type != member.getClass()) {
        throw in.malformed("mixes types in a set");
      }
      type = member.getClass();
      if (!known.add(member)) {
        throw in.malformed("repeats a member of a set");
      }
      members.add(member);
    }
    return new Term.SetOf(members);
  }

  /**
   * Whether a term is a set or has one inside. No set may have one, not even inside an array: sets
   * are compared by sorting them, and that would multiply with each level.
   */
  static boolean holdsSet(Term term) {
    // Recurses as deep as the term nests, at most Limits.NESTING.
    if (term instanceof Term.ArrayOf array) {
      return array.members().stream().anyMatch(TermReader::holdsSet);
    }
    if (term instanceof Term.MapOf map) {
      return map.entries().values().stream().anyMatch(TermReader::holdsSet);
    }
    return term instanceof Term.SetOf;
  }

  private Term array(WireReader in, int depth) throws Refusal {
    List<Term> members = new ArrayList<>();
    while (in.next()) {
      if (in.field() != 1) {
        throw in.unknownField();
      }
      members.add(value(in.message("term"), depth));
    }
    return new Term.ArrayOf(members);
  }

  private Term map(WireReader in, int depth) throws Refusal {
    Map<Term, Term> entries = new LinkedHashMap<>();
    while (in.next()) {
      if (in.field() != 1) {
        throw in.unknownField();
      }
      entry(in.message("map entry"), depth, entries);
    }
    return new Term.MapOf(entries);
  }

  private void entry(WireReader in, int depth, Map<Term, Term> entries) throws Refusal {
    Term key = null;
    Term value = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = key(in.message("map key"));
        case 2 -> value = value(in.message("term"), depth);
        default -> throw in.unknownField();
      }
    }
    if (entries.put(in.required(key, "key"), in.required(value, "value")) != null) {
      throw in.malformed("repeats a key of a map");
    }
  }

  private Term key(WireReader in) throws Refusal {
    Term key;
    switch (in.only()) {
      case 1 -> key = new Term.Int(in.varint());
      case 2 -> key = new Term.Str(tables.symbol(in.varint(), in));
      default -> throw in.unknownField();
    }
    in.end();
    return key;
  }
}
