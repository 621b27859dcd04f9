package io.deputy.issuer.audit;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.exchange.Credential;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** Lets nobody but auditors read the record. Safe for any number of threads. */
public final class Auditors {
  private final Clock clock;
  private final Operators operators;
  private final Directories directories;

  /** Wires the ports. */
  public Auditors(Clock clock, Operators operators, Directories directories) {
    this.clock = Objects.requireNonNull(clock);
    this.operators = Objects.requireNonNull(operators);
    this.directories = Objects.requireNonNull(directories);
  }

  /**
   * The auditor whose token this is: one of an operators' issuer, with the scope {@code
   * deputy:audit}. The scope to change things does not imply it.
   *
   * @throws Refusal as {@link Operators#authenticate}, and {@code operator_token_missing}
   */
  public Operator admit(Optional<Credential> bearer) throws Refusal {
    Credential token =
        bearer.orElseThrow(
            () ->
                new Refusal(
                    Reason.OPERATOR_TOKEN_MISSING,
                    "an auditor's token is needed; send it as \"Authorization: Bearer ...\""));
    return operators.authenticate(
        token, OperatorScope.AUDIT, directories.latest().directory(), clock.instant());
  }
}
