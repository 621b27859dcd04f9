package io.deputy.minting;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where we refuse on purpose what biscuit-wasm accepts. What is not in this list is a difference
 * that nobody decided on.
 */
enum Strictness {
  /** One meaning has one encoding, so nobody changes a token and keeps what it says. */
  NOT_CANONICAL(
      "repeats or misplaces field|not in its shortest form|beyond (32|64) bits|spells out version 0"),
  /** A list of numbers is written in one way. */
  PACKED_NUMBERS("closure has the wrong wire type in field 1"),
  /** A field that we do not know may be what makes the rest mean something else. */
  UNKNOWN_FIELD("has an unknown field"),
  /** Of a choice with two contents, readers differ on which one counts. */
  TWO_CONTENTS("has more than one content"),
  /** What must be there is never taken for zero. */
  MISSING_FIELD("lacks its|is empty|has no query|has an empty body"),
  /** A constant or truth value that does not exist is never taken for another. */
  VALUE_OUT_OF_RANGE("has a value out of range"),
  /** Symbols declared twice shift all later ones, for some readers. */
  DUPLICATE_SYMBOL("declares a symbol that is known already"),
  /** As with symbols. */
  DUPLICATE_KEY("declares a public key that is known already"),
  /** Found when the block is read, not when the expression is run. */
  UNKNOWN_SYMBOL("uses an unknown (symbol|public key)"),
  /** Likewise: an operation without operands, a closure out of place, an unbound variable. */
  UNSOUND_EXPRESSION(
      "operation without its operands|yields no one value|unbound variable in an expression"
          + "|closure with more than one parameter|closure that shadows"),
  /** A function named where the operation calls none. */
  FUNCTION_NAME("names a function where there is none"),
  /** Facts and collections hold values. */
  VARIABLE_IN_VALUE("has a variable where a value must stand"),
  /** A set inside a set would multiply the work of comparing with each level. */
  SET_IN_SET("has a set inside a set"),
  /** A set is sent with its members once and of one type. */
  SET_MEMBERS("repeats a member of a set|mixes types in a set"),
  /** Of a key that stands twice, readers differ on which value counts. */
  MAP_KEYS("repeats a key of a map"),
  /** The version says what the block may use; one that says too little misleads older readers. */
  DATALOG_VERSION("Datalog (version|3.0)"),
  /** A key is checked when it is read. */
  KEY("has a key of|that is not compressed|is no point of its curve"),
  /** Limits on depth, size and number, which the reference does not have. */
  LIMIT("nests deeper than|has more than [0-9]+"),
  /** A pattern that cannot be read is an error; matching nothing is everything under a negation. */
  MALFORMED_PATTERN("has a malformed regular expression|regular expression that nests too deep"),
  /** A pattern that means one thing here and another there is an error. */
  PATTERN_DIALECT("regular expression that engines differ on"),
  /** The step budget, where the reference counts time. */
  STEPS("takes more than [0-9]+ (steps|facts)");

  private final Pattern message;

  Strictness(String message) {
    this.message = Pattern.compile(message);
  }

  /** Which of them a refusal is. */
  static Optional<Strictness> of(String error) {
    return Arrays.stream(values()).filter(s -> s.message.matcher(error).find()).findFirst();
  }
}
