package io.deputy.capability;

/**
 * What a constraint looks at in a value: each form is a request fact of its own, because a Datalog
 * expression on the wrong type would refuse the whole request. The last four are derived from a
 * string, and no string has two of them.
 */
public enum Form {
  /** The string itself. */
  TEXT,
  /** An integer of 64 bits. */
  INTEGER,
  /** A boolean. */
  BOOLEAN,
  /** An array of strings, or of integers. */
  SET,
  /** A string that is a path in normal form ({@link NormalForm#isPath}). */
  PATH,
  /** A string that is a URL in normal form ({@link WebUrl}). */
  URL,
  /** A string that is an IPv4 address in its one text form ({@link IpAddress}). */
  IPV4,
  /** A string that is an IPv6 address in its one text form ({@link IpAddress}). */
  IPV6;

  /** Whether values of this form are strings. */
  boolean isOfStrings() {
    return this != INTEGER && this != BOOLEAN && this != SET;
  }
}
