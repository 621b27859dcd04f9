package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * What the authority block and the third parties' blocks of a token demand of the time and of one
 * other value, found without reading the rest: a token that nobody has seen yet can be refused for
 * a fraction of what reading it takes. It skips through the bytes once, makes no objects, and knows
 * two forms of checks: {@code check if time($t), $t < end}, and {@code check if name($x),
 * {…}.contains($x)}.
 *
 * <p>It only ever finds reasons to refuse. It takes for granted that each check has one of the
 * forms that it knows if it begins like one; what is no such check it passes over, so whatever it
 * lets through is to be read and verified all the same.
 *
 * <p>Source: schema.proto.
 */
public final class TokenGlance {
  private static final int LENGTH_DELIMITED = 2;
  private static final long TIME = InternTables.defaultNumber("time");
  private static final int NONE = -1;

  private final Bytes token;
  private final byte[] name;
  private final byte[] value;
  private final long defaultName;
  private final long defaultValue;

  private long end = Long.MAX_VALUE;
  private boolean excludes;

  private int position;
  private int field;
  private int wireType;

  private TokenGlance(Bytes token, String name, String value) {
    this.token = token;
    this.name = name.getBytes(StandardCharsets.UTF_8);
    this.value = value.getBytes(StandardCharsets.UTF_8);
    this.defaultName = InternTables.defaultNumber(name);
    this.defaultValue = InternTables.defaultNumber(value);
  }

  /**
   * Looks through a token of any size, in time linear to it.
   *
   * @param name the predicate of the checks on a value
   * @param value the value that they should let pass
   * @throws Refusal {@code token_malformed} if the bytes end too early, or have a number that is
   *     too long: there is more that it does not notice
   */
  public static TokenGlance at(Bytes token, String name, String value) throws Refusal {
    TokenGlance glance = new TokenGlance(token, name, value);
    glance.container();
    return glance;
  }

  /** The earliest end, in seconds since 1970, at which such a check fails; empty without one. */
  public OptionalLong end() {
    return end == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(end);
  }

  /** Whether a check on the value does not let it pass. */
  public boolean excludes() {
    return excludes;
  }

  private void container() throws Refusal {
    int stop = token.size();
    while (next(stop)) {
      int block = content(stop);
      if ((field == 2 || field == 3) && wireType == LENGTH_DELIMITED) {
        signedBlock(block, field == 2);
      }
      position = block;
    }
  }

  private void signedBlock(int stop, boolean authority) throws Refusal {
    boolean counts = authority;
    int from = NONE;
    int to = NONE;
    while (next(stop)) {
      int after = content(stop);
      if (field == 1 && wireType == LENGTH_DELIMITED) {
        from = position;
        to = after;
      }
      counts |= field == 4;
      position = after;
    }
    if (counts && from != NONE) {
      position = from;
      block(to);
    }
  }

  /** Such a block has a symbol table of its own, and its symbols come before its checks. */
  private void block(int stop) throws Refusal {
    long symbol = InternTables.FIRST_OWN_SYMBOL;
    long nameNumber = defaultName;
    long valueNumber = defaultValue;
    while (next(stop)) {
      int after = content(stop);
      if (field == 1) {
        nameNumber = isAt(name, after) ? symbol : nameNumber;
        valueNumber = isAt(value, after) ? symbol : valueNumber;
        symbol++;
      } else if (field == 6) {
        check(after, nameNumber, valueNumber);
      }
      position = after;
    }
  }

  private void check(int stop, long nameNumber, long valueNumber) throws Refusal {
    int query = enter(1, stop);
    int predicate = enter(2, query);
    long predicateName = number(1, predicate);
    leave(predicate);
    if (predicateName == TIME) {
      lessThan(enter(3, query));
    } else if (predicateName != NONE && predicateName == nameNumber) {
      oneOf(enter(3, query), valueNumber);
    }
  }

  /** Reads {@code $t < end}: its second operation pushes the date. */
  private void lessThan(int expression) throws Refusal {
    leave(enter(1, expression));
    long before = number(4, enter(1, enter(1, expression)));
    if (before >= 0) {
      end = Math.min(end, before);
    }
  }

  /** Reads <code>{…}.contains($x)</code>: its first operation pushes the set. */
  private void oneOf(int expression, long valueNumber) throws Refusal {
    int set = enter(7, enter(1, enter(1, expression)));
    boolean found = set == NONE;
    for (int member = enter(1, set); member != NONE && !found; member = enter(1, set)) {
      found = valueNumber != NONE && number(3, member) == valueNumber;
      leave(member);
    }
    excludes |= !found;
  }

  /** Moves into the next message in field {@code number}; returns where it ends, or nothing. */
  private int enter(int number, int stop) throws Refusal {
    while (stop != NONE && next(stop)) {
      int after = content(stop);
      if (field == number && wireType == LENGTH_DELIMITED) {
        return after;
      }
      position = after;
    }
    return NONE;
  }

  private void leave(int stop) {
    position = stop == NONE ? position : stop;
  }

  /** The number in field {@code number}, or nothing. */
  private long number(int number, int stop) throws Refusal {
    while (stop != NONE && next(stop)) {
      if (wireType != LENGTH_DELIMITED) {
        long found = varint(stop);
        if (field == number) {
          return found;
        }
      } else {
        position = content(stop);
      }
    }
    return NONE;
  }

  private boolean isAt(byte[] text, int stop) {
    if (stop - position != text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (token.at(position + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean next(int stop) throws Refusal {
    if (position >= stop) {
      return false;
    }
    long tag = varint(stop);
    field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
    wireType = (int) (tag & 7);
    return true;
  }

  /** Moves to what the field holds; returns where it ends. */
  private int content(int stop) throws Refusal {
    if (wireType != LENGTH_DELIMITED) {
      varint(stop);
      return position;
    }
    long length = varint(stop);
    if (length < 0 || length > stop - position) {
      throw cutShort();
    }
    return position + (int) length;
  }

  private long varint(int stop) throws Refusal {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= stop) {
        throw cutShort();
      }
      byte b = token.at(position++);
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw cutShort();
  }

  private static Refusal cutShort() {
    return new Refusal(Reason.TOKEN_MALFORMED, "the token is cut short or has too long a number");
  }
}
