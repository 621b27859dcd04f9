package io.deputy.capability;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.CharSort;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import com.microsoft.z3.IntExpr;
import com.microsoft.z3.ReExpr;
import com.microsoft.z3.SeqExpr;
import com.microsoft.z3.SeqSort;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The value of one dimension as unknowns of a solver. It is absent or of one sort: a string of each
 * derived form that some constraint looks at, any other string, an integer, a boolean, an array, or
 * something else. Nothing is taken from the code that decides: addresses are bit vectors whose text
 * is compared octet by octet and group by group, paths and URLs are regular languages.
 *
 * <p>Other strings are the literals that have no such form, and those with a character that no such
 * form has ({@link #odd}): every string is like one of these, with that character at its end.
 * Strings are of ASCII and e acute; no two other characters are told apart by anything.
 */
final class SolverValue {
  /** What the value is. */
  enum Sort {
    ABSENT,
    TEXT,
    PATH,
    URL,
    IPV4,
    IPV6,
    INTEGER,
    BOOLEAN,
    STRINGS,
    INTEGERS,
    OTHER
  }

  private static final List<Sort> SORTS = List.of(Sort.values());

  private final Context z;
  private final Set<Form> forms;
  private final Set<String> literals;
  private final String odd;
  private final IntExpr sort;
  private final SeqExpr<CharSort> text;
  private final BitVecExpr v4;
  private final SolverIpv6 v6;
  private final IntExpr integer;
  private final BoolExpr bool;
  private final Map<Value.Scalar, BoolExpr> elements = new HashMap<>();
  private final String name;

  /**
   * @param literals every string that a constraint on it names
   * @param odd a character that occurs in no literal, path, URL or address
   */
  SolverValue(Context z, String name, Set<Form> forms, Set<String> literals, String odd) {
    this.z = z;
    this.name = name;
    this.forms = forms;
    this.literals = literals;
    this.odd = odd;
    this.sort = z.mkIntConst(name + ".sort");
    this.text = string(name + ".text");
    this.v4 = z.mkBVConst(name + ".v4", 32);
    this.v6 = new SolverIpv6(z, name + ".v6");
    this.integer = z.mkIntConst(name + ".integer");
    this.bool = z.mkBoolConst(name + ".bool");
  }

  @SuppressWarnings("unchecked") // The sort of strings is Seq of characters.
  private SeqExpr<CharSort> string(String name) {
    return (SeqExpr<CharSort>) (Expr<?>) z.mkConst(name, z.getStringSort());
  }

  BoolExpr is(Sort wanted) {
    return z.mkEq(sort, z.mkInt(SORTS.indexOf(wanted)));
  }

  BoolExpr isPresent() {
    return z.mkNot(is(Sort.ABSENT));
  }

  /** The string itself, where it is neither an address nor absent. */
  SeqExpr<CharSort> text() {
    return text;
  }

  IntExpr integer() {
    return integer;
  }

  /** What is true of every value. Call it last: it names all elements of arrays. */
  BoolExpr isValue() {
    List<BoolExpr> all = new ArrayList<>();
    all.add(z.mkGe(sort, z.mkInt(0)));
    all.add(z.mkLt(sort, z.mkInt(SORTS.size())));
    for (Form form : List.of(Form.PATH, Form.URL, Form.IPV4, Form.IPV6)) {
      if (!forms.contains(form)) {
        all.add(z.mkNot(is(Sort.valueOf(form.name()))));
      }
    }
    all.add(z.mkImplies(is(Sort.PATH), z.mkInRe(text, paths())));
    all.add(z.mkImplies(is(Sort.URL), z.mkInRe(text, urls())));
    all.add(v6.isAddress());
    all.add(z.mkImplies(is(Sort.TEXT), isOtherText()));
    all.add(z.mkGe(integer, z.mkInt(Long.MIN_VALUE)));
    all.add(z.mkLe(integer, z.mkInt(Long.MAX_VALUE)));
    element(new Value.Text("another"));
    element(new Value.Int(-77));
    all.add(z.mkImplies(is(Sort.STRINGS), some(Value.Text.class)));
    all.add(z.mkImplies(is(Sort.INTEGERS), some(Value.Int.class)));
    return and(all);
  }

  /** No array is empty. */
  private BoolExpr some(Class<? extends Value.Scalar> type) {
    return or(
        elements.entrySet().stream()
            .filter(e -> type.isInstance(e.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  private BoolExpr isOtherText() {
    if (forms.stream().noneMatch(f -> f.isOfStrings() && f != Form.TEXT)) {
      return z.mkTrue();
    }
    List<BoolExpr> any = new ArrayList<>();
    any.add(z.mkContains(text, z.mkString(odd)));
    literals.stream().filter(w -> !isDerived(w)).forEach(w -> any.add(z.mkEq(text, z.mkString(w))));
    return or(any);
  }

  /** Whether the literal has one of the forms that matter here. */
  private boolean isDerived(String word) {
    Expr<SeqSort<CharSort>> constant = z.mkString(word);
    return (forms.contains(Form.PATH) && z.mkInRe(constant, paths()).simplify().isTrue())
        || (forms.contains(Form.URL) && z.mkInRe(constant, urls()).simplify().isTrue())
        || (forms.contains(Form.IPV4) && isPossible(starts(word, true)))
        || (forms.contains(Form.IPV6)
            && isPossible(z.mkAnd(v6.isAddress(), v6.starts(word, true))));
  }

  @SuppressWarnings("unchecked") // A generic array that the solver makes.
  private boolean isPossible(BoolExpr fact) {
    Solver solver = z.mkSolver();
    solver.add(fact);
    return solver.check() == Status.SATISFIABLE;
  }

  /** As the documentation of {@code NormalForm.isPath} says. */
  private ReExpr<SeqSort<CharSort>> paths() {
    return pathOf(" !\"#$&'()*+,-<=>?@:0-9A-Z[]^_`a-z{|}~\u00e9", Optional.empty());
  }

  /**
   * Scheme and authority, encoded path, perhaps a query. Hosts without dots, ports of one digit or
   * four, and escapes of two bytes stand for the others.
   */
  private ReExpr<SeqSort<CharSort>> urls() {
    ReExpr<SeqSort<CharSort>> digit = oneOf("0-9");
    ReExpr<SeqSort<CharSort>> host = z.mkConcat(oneOf("a-z"), z.mkStar(oneOf("a-z0-9")));
    ReExpr<SeqSort<CharSort>> port =
        z.mkConcat(word(":"), oneOf("1-9"), z.mkOption(z.mkConcat(digit, digit, digit)));
    ReExpr<SeqSort<CharSort>> escape =
        z.mkConcat(word("%C"), oneOf("34"), word("%"), oneOf("AB"), oneOf("0-9A-F"));
    return z.mkConcat(
        word("http"),
        z.mkOption(word("s")),
        word("://"),
        host,
        z.mkOption(port),
        pathOf("a-zA-Z0-9-_~!$&'()*+,=:@", Optional.of(escape)),
        z.mkOption(z.mkConcat(word("?"), z.mkStar(oneOf("!\"$-~")))));
  }

  /**
   * Slashes and segments: none empty but the last, and none a dot or two, alone or before a
   * semicolon.
   *
   * @param plain what a segment is made of, beside dots and semicolons
   */
  private ReExpr<SeqSort<CharSort>> pathOf(
      String plain, Optional<ReExpr<SeqSort<CharSort>>> escape) {
    ReExpr<SeqSort<CharSort>> inner =
        escape.map(e -> z.mkUnion(oneOf(plain), e)).orElse(oneOf(plain));
    ReExpr<SeqSort<CharSort>> any = z.mkStar(z.mkUnion(inner, oneOf(".;")));
    ReExpr<SeqSort<CharSort>> segment =
        z.mkUnion(
            z.mkConcat(z.mkUnion(inner, word(";")), any),
            z.mkConcat(word("."), inner, any),
            z.mkConcat(word(".."), z.mkUnion(inner, word(".")), any));
    return z.mkConcat(word("/"), z.mkStar(z.mkConcat(segment, word("/"))), z.mkOption(segment));
  }

  private ReExpr<SeqSort<CharSort>> word(String word) {
    return z.mkToRe(z.mkString(word));
  }

  /** One of the characters; a dash between two stands for those between them. */
  private ReExpr<SeqSort<CharSort>> oneOf(String characters) {
    List<ReExpr<SeqSort<CharSort>>> any = new ArrayList<>();
    for (int i = 0; i < characters.length(); i++) {
      String low = characters.substring(i, i + 1);
      if (i + 2 < characters.length() && isRange(characters.substring(i, i + 3))) {
        any.add(z.mkRange(z.mkString(low), z.mkString(characters.substring(i + 2, i + 3))));
        i += 2;
      } else {
        any.add(word(low));
      }
    }
    ReExpr<SeqSort<CharSort>> union = any.get(0);
    for (ReExpr<SeqSort<CharSort>> next : any.subList(1, any.size())) {
      union = z.mkUnion(union, next);
    }
    return union;
  }

  private static boolean isRange(String three) {
    return three.matches("[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\$-~");
  }

  /** Whether a constraint admits it. */
  BoolExpr satisfies(Constraint constraint) {
    if (constraint instanceof Constraint.Wildcard) {
      return z.mkTrue();
    } else if (constraint instanceof Constraint.Exact c) {
      return equal(c.value());
    } else if (constraint instanceof Constraint.OneOf c) {
      return or(c.values().stream().map(this::equal).toList());
    } else if (constraint instanceof Constraint.NotOneOf c) {
      return z.mkAnd(
          sameType(c.values().get(0)), z.mkNot(or(c.values().stream().map(this::equal).toList())));
    } else if (constraint instanceof Constraint.Prefix c) {
      return startsWith(c.prefix(), false);
    } else if (constraint instanceof Constraint.Range c) {
      BoolExpr low = z.mkGe(integer, z.mkInt(c.min().orElse(Long.MIN_VALUE)));
      BoolExpr high = z.mkLe(integer, z.mkInt(c.max().orElse(Long.MAX_VALUE)));
      return z.mkAnd(is(Sort.INTEGER), low, high);
    } else if (constraint instanceof Constraint.Contains c) {
      Sort of = c.values().get(0) instanceof Value.Text ? Sort.STRINGS : Sort.INTEGERS;
      return z.mkAnd(is(of), and(c.values().stream().map(this::element).toList()));
    } else if (constraint instanceof Constraint.Subset c) {
      return subset(c.values());
    } else if (constraint instanceof Constraint.Subpath c) {
      return z.mkAnd(is(Sort.PATH), below(c.root(), "/"));
    } else if (constraint instanceof Constraint.Url c) {
      String base = c.base().text();
      return z.mkAnd(
          is(Sort.URL), z.mkOr(below(base, "/"), z.mkPrefixOf(z.mkString(base + "?"), text)));
    } else if (constraint instanceof Constraint.Cidr c) {
      return block(c);
    } else if (constraint instanceof Constraint.All c) {
      return and(c.members().stream().map(this::satisfies).toList());
    }
    return or(((Constraint.Any) constraint).members().stream().map(this::satisfies).toList());
  }

  /** Element booleans that constraints name exist before {@link #isValue} is asked. */
  private BoolExpr element(Value.Scalar value) {
    return elements.computeIfAbsent(value, v -> z.mkBoolConst(name + ".has." + v));
  }

  /** Every element that is in no list is out; so all elements must be known by now. */
  private BoolExpr subset(List<Value.Scalar> values) {
    if (values.isEmpty()) {
      return z.mkFalse();
    }
    Class<?> type = values.get(0).getClass();
    element(new Value.Text("another"));
    element(new Value.Int(-77));
    List<BoolExpr> out =
        elements.entrySet().stream()
            .filter(e -> type.isInstance(e.getKey()) && !values.contains(e.getKey()))
            .map(e -> z.mkNot(e.getValue()))
            .toList();
    return z.mkAnd(is(type == Value.Text.class ? Sort.STRINGS : Sort.INTEGERS), and(out));
  }

  /** To be called with every constraint before {@link #satisfies} is asked. */
  void mention(Constraint constraint) {
    if (constraint instanceof Constraint.Contains c) {
      c.values().forEach(this::element);
    } else if (constraint instanceof Constraint.Subset c) {
      c.values().forEach(this::element);
    } else if (constraint instanceof Constraint.All c) {
      c.members().forEach(this::mention);
    } else if (constraint instanceof Constraint.Any c) {
      c.members().forEach(this::mention);
    }
  }

  private BoolExpr below(String root, String separator) {
    String start = root.endsWith(separator) ? root : root + separator;
    return z.mkOr(z.mkEq(text, z.mkString(root)), z.mkPrefixOf(z.mkString(start), text));
  }

  private BoolExpr sameType(Value.Scalar value) {
    return value instanceof Value.Text
        ? isText()
        : is(value instanceof Value.Int ? Sort.INTEGER : Sort.BOOLEAN);
  }

  BoolExpr isText() {
    return or(
        Stream.of(Sort.TEXT, Sort.PATH, Sort.URL, Sort.IPV4, Sort.IPV6).map(this::is).toList());
  }

  private BoolExpr equal(Value.Scalar value) {
    if (value instanceof Value.Int i) {
      return z.mkAnd(is(Sort.INTEGER), z.mkEq(integer, z.mkInt(i.value())));
    }
    if (value instanceof Value.Bool b) {
      return z.mkAnd(is(Sort.BOOLEAN), z.mkEq(bool, z.mkBool(b.value())));
    }
    return startsWith(((Value.Text) value).value(), true);
  }

  private BoolExpr startsWith(String word, boolean whole) {
    BoolExpr asText = whole ? z.mkEq(text, z.mkString(word)) : z.mkPrefixOf(z.mkString(word), text);
    return z.mkOr(
        z.mkAnd(z.mkOr(is(Sort.TEXT), is(Sort.PATH), is(Sort.URL)), asText),
        z.mkAnd(is(Sort.IPV4), starts(word, whole)),
        z.mkAnd(is(Sort.IPV6), v6.starts(word, whole)));
  }

  /** Whether the dotted text of the IPv4 address starts with, or is, the word. */
  private BoolExpr starts(String word, boolean whole) {
    String[] parts = word.split("\\.", -1);
    if (parts.length > 4 || (whole && parts.length < 4)) {
      return z.mkFalse();
    }
    List<BoolExpr> all = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      String part = parts[i];
      List<BoolExpr> any = new ArrayList<>();
      for (int octet = 0; octet < 256; octet++) {
        String digits = Integer.toString(octet);
        if ((last && !whole) ? digits.startsWith(part) : digits.equals(part)) {
          BitVecExpr here = z.mkExtract(31 - 8 * i, 24 - 8 * i, v4);
          any.add(z.mkEq(here, z.mkBV(octet, 8)));
        }
      }
      all.add(any.size() == 256 ? z.mkTrue() : or(any));
    }
    return and(all);
  }

  private BoolExpr block(Constraint.Cidr c) {
    boolean four = c.network().form() == Form.IPV4;
    int length = four ? 32 : 128;
    BitVecExpr bits = four ? v4 : v6.bits();
    BoolExpr same =
        c.bits() == 0
            ? z.mkTrue()
            : z.mkEq(
                z.mkExtract(length - 1, length - c.bits(), bits),
                z.mkBV(c.network().bits().shiftRight(length - c.bits()).toString(), c.bits()));
    return z.mkAnd(is(four ? Sort.IPV4 : Sort.IPV6), same);
  }

  private BoolExpr and(List<BoolExpr> all) {
    return z.mkAnd(all.toArray(new BoolExpr[0]));
  }

  private BoolExpr or(List<BoolExpr> any) {
    return z.mkOr(any.toArray(new BoolExpr[0]));
  }

  /** The literals that a constraint names. */
  static Set<String> literals(Constraint constraint) {
    Set<String> literals = new TreeSet<>();
    if (constraint instanceof Constraint.Exact c && c.value() instanceof Value.Text t) {
      literals.add(t.value());
    } else if (constraint instanceof Constraint.OneOf c) {
      c.values().forEach(v -> literals.addAll(literals(new Constraint.Exact(v))));
    } else if (constraint instanceof Constraint.NotOneOf c) {
      c.values().forEach(v -> literals.addAll(literals(new Constraint.Exact(v))));
    } else if (constraint instanceof Constraint.Prefix c) {
      literals.add(c.prefix());
    } else if (constraint instanceof Constraint.All c) {
      c.members().forEach(m -> literals.addAll(literals(m)));
    } else if (constraint instanceof Constraint.Any c) {
      c.members().forEach(m -> literals.addAll(literals(m)));
    }
    return literals;
  }
}
