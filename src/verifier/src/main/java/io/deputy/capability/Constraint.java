package io.deputy.capability;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A set of values of one dimension. Every constraint but {@link Wildcard} requires that a value of
 * its own type is present. The terms are those of the Attenuating Agent Tokens draft
 * (draft-niyikiza-oauth-attenuating-agent-tokens), and beside them {@code prefix}, {@code subpath},
 * {@code cidr} and {@code url}. An empty list admits nothing, or is refused where it would mean
 * everything.
 */
public sealed interface Constraint {
  /** Everything is admitted, absence included. */
  Constraint ANYTHING = new Wildcard();

  /** No value is admitted. */
  Constraint NOTHING = new OneOf(List.of());

  /** {@code all} and {@code any} inside each other; bounds every recursion over a constraint. */
  int MAX_NESTING = 8;

  /** Members of one {@code all} or {@code any}: more than fit into a token. */
  int MAX_MEMBERS = 256;

  /** Whether this value, or absence, is admitted. */
  boolean admits(Optional<Value> value);

  /** The forms of values that it looks at; none if it admits everything or nothing. */
  Set<Form> forms();

  /** Whether a dimension admits this value, or absence; no constraint there demands absence. */
  static boolean admits(Optional<Constraint> constraint, Optional<Value> value) {
    return constraint.map(c -> c.admits(value)).orElse(value.isEmpty());
  }

  /** Admits what both admit; empty only if that is nothing at all. */
  static Optional<Constraint> meet(Constraint one, Constraint other) {
    return Meet.of(one, other);
  }

  /** Admits what every one of {@code members} admits; at least one. In canonical form. */
  static Constraint all(List<? extends Constraint> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("all takes at least one constraint");
    }
    Optional<Constraint> met = Optional.of(members.get(0));
    for (Constraint member : members.subList(1, members.size())) {
      met = met.flatMap(m -> meet(m, member));
    }
    return met.orElse(NOTHING);
  }

  /** Admits what one of {@code members} admits; none admits nothing. In canonical form. */
  static Constraint any(List<? extends Constraint> members) {
    return Join.of(members);
  }

  /** Exactly this value. */
  record Exact(Value.Scalar value) implements Constraint {
    public Exact {
      Objects.requireNonNull(value);
    }

    @Override
    public boolean admits(Optional<Value> candidate) {
      return candidate.isPresent() && value.equals(candidate.get());
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Scalars.form(value));
    }
  }

  /**
   * One of these values, all of one type. No values admit nothing. Sorted and without repetition.
   */
  record OneOf(List<Value.Scalar> values) implements Constraint {
    public OneOf {
      values = Scalars.sortedOfOneType(values);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return Scalars.contains(values, value);
    }

    @Override
    public Set<Form> forms() {
      return Scalars.forms(values);
    }
  }

  /** A value of the same type as these, and none of them; at least one. */
  record NotOneOf(List<Value.Scalar> values) implements Constraint {
    public NotOneOf {
      values = Scalars.sortedOfOneType(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("not_one_of takes at least one value");
      }
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get().getClass().equals(values.get(0).getClass())
          && !Scalars.contains(values, value);
    }

    @Override
    public Set<Form> forms() {
      return Scalars.forms(values);
    }
  }

  /** A string that starts with {@code prefix}; the empty prefix admits every string. */
  record Prefix(String prefix) implements Constraint {
    /**
     * @throws IllegalArgumentException if {@code prefix} has an unpaired surrogate
     */
    public Prefix {
      NormalForm.requireUnicode(prefix);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get() instanceof Value.Text t
          && t.value().startsWith(prefix);
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Form.TEXT);
    }
  }

  /**
   * An integer from {@code min} to {@code max}, both included; an end left out is open. The ends of
   * 64 bits are open ends.
   */
  record Range(OptionalLong min, OptionalLong max) implements Constraint {
    public Range {
      min = min.equals(OptionalLong.of(Long.MIN_VALUE)) ? OptionalLong.empty() : min;
      max = max.equals(OptionalLong.of(Long.MAX_VALUE)) ? OptionalLong.empty() : max;
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get() instanceof Value.Int i
          && i.value() >= min.orElse(Long.MIN_VALUE)
          && i.value() <= max.orElse(Long.MAX_VALUE);
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Form.INTEGER);
    }
  }

  /** An array that has all of these among its elements, all of one type; at least one. */
  record Contains(List<Value.Scalar> values) implements Constraint {
    public Contains {
      values = Scalars.sortedElements(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("contains takes at least one value");
      }
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return Scalars.elements(value)
          .filter(elements -> Scalars.containsAll(elements, values))
          .isPresent();
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Form.SET);
    }
  }

  /** A non-empty array whose elements are all among these, of one type. No values admit nothing. */
  record Subset(List<Value.Scalar> values) implements Constraint {
    public Subset {
      values = Scalars.sortedElements(values);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return Scalars.elements(value)
          .filter(elements -> Scalars.containsAll(values, elements))
          .isPresent();
    }

    @Override
    public Set<Form> forms() {
      return values.isEmpty() ? EnumSet.noneOf(Form.class) : EnumSet.of(Form.SET);
    }
  }

  /** A string that is a path in normal form, and is {@code root} or lies below it. */
  record Subpath(String root) implements Constraint {
    /**
     * @throws IllegalArgumentException if {@code root} is no path in normal form, or ends in a
     *     slash and is not {@code /}
     */
    public Subpath {
      if (!NormalForm.isPath(root) || (root.endsWith("/") && root.length() > 1)) {
        throw new IllegalArgumentException(
            "not a path in normal form without a slash at its end: " + Describe.quote(root));
      }
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get() instanceof Value.Text t
          && covers(t.value())
          && NormalForm.isPath(t.value());
    }

    /** Whether a path in normal form is the root or lies below it. */
    boolean covers(String path) {
      return path.startsWith(root)
          && (path.length() == root.length()
              || root.length() == 1
              || path.charAt(root.length()) == '/');
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Form.PATH);
    }
  }

  /**
   * A string that is an IP address of this block.
   *
   * @param network its first address
   * @param bits how many bits of it the addresses of the block share
   */
  record Cidr(IpAddress network, int bits) implements Constraint {
    /**
     * @throws IllegalArgumentException if {@code bits} is not from 0 to the length of an address,
     *     or the network has other bits set
     */
    public Cidr {
      int length = IpAddress.length(network.form());
      if (bits < 0
          || bits > length
          || (bits < length
              && network.bits().getLowestSetBit() >= 0
              && network.bits().getLowestSetBit() < length - bits)) {
        throw new IllegalArgumentException(
            "not the first address of a block: " + network + "/" + bits);
      }
    }

    /** The last address of the block. */
    public IpAddress last() {
      BigInteger size = BigInteger.ONE.shiftLeft(IpAddress.length(network.form()) - bits);
      return new IpAddress(network.form(), network.bits().add(size).subtract(BigInteger.ONE));
    }

    /** Whether the address is in the block. */
    boolean covers(IpAddress address) {
      return address.form() == network.form()
          && address.bits().compareTo(network.bits()) >= 0
          && address.bits().compareTo(last().bits()) <= 0;
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get() instanceof Value.Text t
          && IpAddress.parse(t.value()).filter(this::covers).isPresent();
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(network.form());
    }
  }

  /**
   * A string that is a URL in normal form with the scheme, host and port of {@code base}, and its
   * path or one below; any query.
   */
  record Url(WebUrl base) implements Constraint {
    /**
     * @throws IllegalArgumentException if the base has a query, or a path that ends in a slash and
     *     is not {@code /}
     */
    public Url {
      if (base.query().isPresent() || (base.path().endsWith("/") && base.path().length() > 1)) {
        throw new IllegalArgumentException(
            "not a URL without a query and without a slash at its end: " + base.text());
      }
    }

    /** Whether the URL is the base or lies below it. */
    boolean covers(WebUrl url) {
      return url.scheme().equals(base.scheme())
          && url.host().equals(base.host())
          && url.port() == base.port()
          && new Subpath(base.path()).covers(url.path());
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.isPresent()
          && value.get() instanceof Value.Text t
          && WebUrl.parse(t.value()).filter(this::covers).isPresent();
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.of(Form.URL);
    }
  }

  /** What all of its members admit. {@link Constraint#all} makes it, and merges what it can. */
  record All(List<Constraint> members) implements Constraint {
    /**
     * @throws IllegalArgumentException if the members are not those of an {@code all}
     */
    public All {
      members = Compound.canonical(members, All.class);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      for (Constraint member : members) {
        if (!member.admits(value)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Set<Form> forms() {
      return Compound.forms(members);
    }
  }

  /**
   * What at least one of its members admits, all of them of one form: a token's check looks at one
   * form at a time. Alternatives of several forms are several capabilities. {@link Constraint#any}
   * makes it, and merges what it can.
   */
  record Any(List<Constraint> members) implements Constraint {
    /**
     * @throws IllegalArgumentException if the members are not those of an {@code any}
     */
    public Any {
      members = Compound.canonical(members, Any.class);
      if (Compound.forms(members).size() != 1) {
        throw new IllegalArgumentException("any takes constraints of one form");
      }
    }

    @Override
    public boolean admits(Optional<Value> value) {
      for (Constraint member : members) {
        if (member.admits(value)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Set<Form> forms() {
      return Compound.forms(members);
    }
  }

  /** No constraint at all: anything, absence included. */
  record Wildcard() implements Constraint {
    @Override
    public boolean admits(Optional<Value> value) {
      return true;
    }

    @Override
    public Set<Form> forms() {
      return EnumSet.noneOf(Form.class);
    }
  }
}
