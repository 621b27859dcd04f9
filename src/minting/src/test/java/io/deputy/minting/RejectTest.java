package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.verify.Decision;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holder's {@code reject if}: where its answer is not known, the request does not pass. */
class RejectTest {
  private static final Request CALL = call(new Value.Opaque());
  private static final Request WITHOUT_NAME =
      new Request.Mcp(Story.GITHUB, "tools/list", Optional.empty(), Arguments.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reject if name(\"delete\")",
        "reject if operation(\"tools/list\")",
        "reject if arg(\"/repo\", \"evil\")",
        "reject if arg(\"/absent\", $x)",
        "reject if arg_int(\"/limit\", $n), $n > 50",
        "reject if arg_bool(\"/draft\", true)",
        "reject if arg_set(\"/ids\", $s), $s.contains(9)",
        "reject if arg_set(\"/tags\", $s), $s.contains(\"z\")",
        "reject if arg_url(\"/limit\", $s, $h, $p, $q)",
        "reject if elsewhere($x)",
        "mine($n) <- name($n); reject if mine(\"delete\")",
        "check if model($m) or name($n)",
        "reject if 1 > 2"
      })
  void whatIsKnownAndDoesNotMatch_passes(String block) throws Exception {
    assertThat(decide(block, CALL)).as(block).isInstanceOf(Decision.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reject if name(\"create\")",
        "reject if arg(\"/repo\", \"acme/site\")",
        "reject if arg_bool(\"/draft\", false)",
        "reject if arg_set(\"/ids\", $s), $s.contains(2)",
        "reject if arg_set(\"/tags\", $s), $s.contains(\"b\")",
        "reject if name(\"delete\") or name(\"create\")",
        "mine($n) <- name($n); reject if mine(\"create\")"
      })
  void whatMatches_isRefused(String block) throws Exception {
    assertThat(reason(decide(block, CALL))).as(block).isEqualTo(Reason.CHECK_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reject if model($m)",
        "reject if query(\"x\")",
        "reject if name(\"delete\") or region(\"eu\")",
        "reject if arg(\"/meta\", $x)",
        "reject if arg_int(\"/meta\", $x)",
        "reject if arg($p, \"x\")",
        "reject if arg()",
        "reject if arg_url(\"/repo\", $s, $h, $p, $q)",
        "reject if arg_path(\"/repo\", $p)",
        "reject if arg_path($any, $p)",
        "mine($m) <- model($m); reject if mine(\"x\")"
      })
  void whatIsNotKnown_isRefused(String block) throws Exception {
    assertThat(reason(decide(block, CALL))).as(block).isEqualTo(Reason.FACT_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"reject if name(\"x\")", "check if true; reject if name($n), $n === \"x\""})
  void nameOfACallWithoutOne_isNotKnown(String block) throws Exception {
    assertThat(reason(decide(block, WITHOUT_NAME))).isEqualTo(Reason.FACT_UNKNOWN);
  }

  private static Request call(Value meta) {
    TreeMap<Pointer, Value> leaves = new TreeMap<>();
    leaves.put(new Pointer("/repo"), new Value.Text("acme/site"));
    leaves.put(new Pointer("/limit"), new Value.Int(10));
    leaves.put(new Pointer("/draft"), new Value.Bool(false));
    leaves.put(new Pointer("/ids"), new Value.Ints(new TreeSet<>(List.of(1L, 2L))));
    leaves.put(new Pointer("/tags"), new Value.Texts(new TreeSet<>(List.of("a", "b"))));
    leaves.put(new Pointer("/meta"), meta);
    return new Request.Mcp(
        Story.GITHUB, "tools/call", Optional.of("create"), new Arguments(leaves));
  }

  private static Decision decide(String text, Request request) throws Exception {
    Capability anything =
        new Capability.Mcp(
            Story.GITHUB,
            Constraint.ANYTHING,
            Constraint.ANYTHING,
            new TreeMap<>(),
            Capability.OtherArguments.ALLOW);
    Bytes token = Story.first(new Rights(List.of(anything))).token().expose();
    return Story.check(appended(token, text), request, Story.ORCHESTRATOR);
  }

  /** The token with a block of the holder's own, all of whose symbols are new. */
  static Bytes appended(Bytes token, String text) throws Exception {
    Block block = DatalogParser.block(text);
    BlockWire.Tables tables = BlockWire.Tables.of(UnverifiedBiscuit.parse(token));
    return Forge.append(token, BlockWire.write(block, tables).encode(), Optional.empty());
  }

  private static Reason reason(Decision decision) throws Refusal {
    return ((Decision.Denied) decision).reason();
  }
}
