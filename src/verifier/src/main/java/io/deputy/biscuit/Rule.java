package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;

/** {@code head <- body, expressions trusting scopes}. In a check or a policy the head is unused. */
public record Rule(
    Predicate head, List<Predicate> body, List<Expression> expressions, List<Scope> scopes) {
  public Rule {
    Objects.requireNonNull(head);
    body = List.copyOf(body);
    expressions = List.copyOf(expressions);
    scopes = List.copyOf(scopes);
  }
}
