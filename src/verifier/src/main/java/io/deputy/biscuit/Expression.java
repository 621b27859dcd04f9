package io.deputy.biscuit;

import java.util.List;

/** A stack expression; a body holds only if each of its expressions yields true. */
public record Expression(List<Op> ops) {
  public Expression {
    ops = List.copyOf(ops);
  }
}
