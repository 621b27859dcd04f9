package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Term;
import io.deputy.capability.Constraint;
import io.deputy.capability.Form;
import io.deputy.capability.IpAddress;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Reads a block of addresses back from what must hold of the words of 32 bits: equal to one where
 * the block has all bits of a word, in a range where it has some, anything where it has none.
 */
final class AddressDecoder {
  private AddressDecoder() {}

  /** The block that has all addresses of a form. */
  static Constraint everyAddress(Form form) {
    return new Constraint.Cidr(new IpAddress(form, BigInteger.ZERO), 0);
  }

  /** The block, if the words are compared with anything. */
  static Optional<Constraint> decode(Form form, Comparisons comparisons) throws NotOurs {
    if (comparisons.isEmpty()) {
      return Optional.empty();
    }
    BigInteger network = BigInteger.ZERO;
    int bits = 0;
    boolean open = false;
    for (int word = 0; word < FactNames.parts(form).size(); word++) {
      Optional<Term> equal = comparisons.take(word, Condition.Test.EQUAL);
      Optional<Term> low = comparisons.take(word, Condition.Test.AT_LEAST);
      Optional<Term> high = comparisons.take(word, Condition.Test.AT_MOST);
      require(low.isPresent() == high.isPresent() && !(low.isPresent() && equal.isPresent()));
      // Once a word is not equal to one value, nothing is said of those after it.
      require(!open || (low.isEmpty() && equal.isEmpty()));
      long first = 0;
      if (equal.isPresent()) {
        first = word(equal.get());
        bits += IpAddress.WORD_BITS;
      } else if (low.isPresent()) {
        first = word(low.get());
        int shared = shared(first, word(high.orElseThrow()));
        // All addresses are written as a range of the first word; no other range is as wide.
        require(shared > 0 || word == 0);
        bits += shared;
      }
      open |= equal.isEmpty();
      network = network.shiftLeft(IpAddress.WORD_BITS).or(BigInteger.valueOf(first));
    }
    return Optional.of(new Constraint.Cidr(new IpAddress(form, network), bits));
  }

  /** How many bits the numbers from {@code first} to {@code last} share; fewer than all. */
  private static int shared(long first, long last) throws NotOurs {
    int free = Long.bitCount(last - first);
    require(last > first && last - first == (1L << free) - 1);
    return IpAddress.WORD_BITS - free;
  }

  private static long word(Term term) throws NotOurs {
    long word = ConstraintDecoder.integer(term);
    require(word >= 0 && word <= IpAddress.MAX_WORD);
    return word;
  }
}
