package io.deputy.verify;

import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Containment;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.SignedChain;
import java.util.List;
import java.util.TreeMap;

/** Whether a token allows a call whose arguments are chosen later, out of a gateway's sight. */
public final class Unseen {
  private Unseen() {}

  /**
   * Whether the attested rights admit the call with every arguments there can be. What holders
   * added is free Datalog, of which that cannot be said, so a token with such blocks never does.
   */
  public static boolean isAllowed(SignedChain chain, Request.Mcp call) {
    return chain.holderBlocks().isEmpty() && isAllowed(chain.rights(), call);
  }

  /** Whether {@code rights} admit the call with every arguments there can be. */
  public static boolean isAllowed(Rights rights, Request.Mcp call) {
    return whatever(call).within(rights) instanceof Containment.Within;
  }

  private static Rights whatever(Request.Mcp call) {
    return new Rights(
        List.of(
            new Capability.Mcp(
                call.server(),
                new Constraint.Exact(new Value.Text(call.operation())),
                call.name()
                    .<Constraint>map(name -> new Constraint.Exact(new Value.Text(name)))
                    .orElse(Constraint.ANYTHING),
                new TreeMap<>(),
                Capability.OtherArguments.ALLOW)));
  }
}
