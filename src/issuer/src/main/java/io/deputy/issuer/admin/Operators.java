package io.deputy.issuer.admin;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Credential;
import java.time.Instant;

/** Port: who is operating. */
public interface Operators {
  /**
   * The operator whose token {@code bearer} is, by what {@code directory} says.
   *
   * @throws Refusal {@code operator_token_invalid} if it is not an operator's token, {@code
   *     operator_scope_insufficient} if it lacks {@code scope}, {@code issuer_keys_unavailable} if
   *     nobody can tell now
   */
  Operator authenticate(Credential bearer, OperatorScope scope, Directory directory, Instant now)
      throws Refusal;
}
