package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.Rule;
import io.deputy.capability.Capability;
import io.deputy.chain.ChainId;
import io.deputy.chain.UnverifiedChain;
import io.deputy.verify.Decision;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A capability that is shown is the capability that binds: bodies that an issuer does not write are
 * refused although its keys sign them, and those it writes are read.
 */
class DecoderAttacks {
  private static final int DATALOG_3_3 = 6;
  private static final String MODEL = "resource(\"model\", \"https://models.acme.example\")";
  private static final String AGENT = "resource(\"agent\", \"https://agents.acme.example\")";
  private static final String HTTP = "resource(\"http\", \"https://wiki.acme.example\")";
  private static final String MCP = "resource(\"mcp\", \"https://mcp.acme.example/github\")";

  @ParameterizedTest
  @ValueSource(
      strings = {
        MCP,
        MCP + ", operation(\"a\"), name(\"b\")",
        MCP + ", name($n)",
        MCP + ", name($n), $n.starts_with(\"b\")",
        MCP + ", name($n), {\"b\", \"c\"}.contains($n)",
        MCP + ", arg(\"/r\", \"x\"), arg_int(\"/n\", 5), arg_bool(\"/b\", true)",
        MCP + ", arg(\"/r\", $r), arg_int(\"/n\", $n)",
        MCP + ", arg_int(\"/n\", $n), $n >= 1, $n <= 9",
        MCP + ", arg_int(\"/n\", $n), {1, 2}.contains($n)",
        MCP + ", arg_bool(\"/b\", $b), {true}.contains($b)",
        MCP + ", arg(\"/r\", \"x\"), arg_paths($p), {\"/r\"}.contains($p)",
        "resource(\"http\", \"https://wiki.acme.example\"), operation(\"GET\"), query(\"\")",
        HTTP + ", name($n), ($n + \"/\").starts_with(\"/\")",
        HTTP + ", name($n), ($n + \"/\").starts_with(\"/a/\"), $n.starts_with(\"/a/b\")",
        MODEL + ", provider(\"p\"), model($m), $m.starts_with(\"m\"), region(\"r\")",
        MODEL + ", max_output_tokens($n), $n <= 5",
        MODEL + ", max_output_tokens(5)",
        AGENT + ", skill(\"s\"), arg(\"/push_url\", $a), !{\"x\"}.contains($a)",
        AGENT + ", arg_url(\"/push_url\", \"https\", \"a.example\", 443, $t)",
        MCP + ", name($n), $n.starts_with(\"a\") || $n === \"b\"",
        MCP + ", name($n), $n.starts_with(\"a\") && !{\"ab\"}.contains($n) || $n === \"b\"",
        MCP
            + ", name($n), $n.starts_with(\"a\") && ($n === \"ab\" || $n.starts_with(\"ac\"))"
            + " || $n === \"b\"",
        MCP + ", arg_int(\"/n\", $n), $n >= 1 && $n <= 5 || $n >= 9",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 8 && $i <= 15 || $i === 1",
        MCP
            + ", arg_url(\"/u\", $s, $h, $o, $t), $s === \"https\" && $h === \"a.example\" && $o"
            + " === 443 && ($t + \"/\").starts_with(\"/\") || $s === \"http\" && $h ==="
            + " \"a.example\" && $o === 80 && ($t + \"/\").starts_with(\"/v1/\")",
        MCP + ", name($n), !{\"a\"}.contains($n)",
        MCP + ", name($n), !{\"a\"}.contains($n), $n.starts_with(\"b\")",
        MCP + ", arg_bool(\"/b\", $b), !{true}.contains($b)",
        MCP + ", arg_set(\"/s\", $s), $s.contains({\"a\"}), {\"a\", \"b\"}.contains($s)",
        MCP + ", arg_set(\"/s\", $s), {1}.contains($s)",
        MCP + ", arg_path(\"/f\", $f)",
        MCP + ", arg_path(\"/f\", $f), ($f + \"/\").starts_with(\"/srv/\")",
        MCP + ", arg(\"/f\", $a), $a.starts_with(\"/\"), arg_path(\"/f\", $f)",
        MCP + ", arg_ip4(\"/i\", $i)",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 167772160, $i <= 184549375",
        MCP + ", arg_ip4(\"/i\", $i), $i === 5",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $a === 1, $b >= 0, $b <= 65535",
        MCP
            + ", arg_url(\"/u\", \"https\", \"a.example\", 443, $t),"
            + " ($t + \"/\").starts_with(\"/v1/\")"
      })
  void bodyThatAnIssuerWrites_isRead(String body) throws Refusal {
    UnverifiedChain chain = UnverifiedChain.read(token(body));
    assertThat(chain.authorityRights().capabilities()).hasSize(1);
    Capability capability = chain.authorityRights().capabilities().get(0);
    // What was read, written again and read again, is the same.
    Block again =
        HopBlocks.authority(
            Story.ISSUER,
            new ChainId(Story.id()),
            Story.ALICE,
            Story.terms(chain.authorityRights()));
    assertThat(UnverifiedChain.read(Forge.authority(again)).authorityRights().capabilities())
        .isEqualTo(List.of(capability));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "operation(\"a\")",
        "resource(\"tcp\", \"s\")",
        "resource(\"mcp\")",
        "resource(\"mcp\", \"s\", \"t\")",
        "resource(1, \"s\")",
        "resource(\"mcp\", 1)",
        "resource($k, \"s\")",
        "resource(\"http\", \"s\"), arg(\"/r\", \"x\")",
        "resource(\"http\", \"s\"), model(\"m\")",
        MCP + ", " + MCP,
        MCP + ", arg(\"/r\")",
        MCP + ", arg(\"/r\", \"x\", \"y\")",
        MCP + ", arg($p, \"x\")",
        MCP + ", arg(\"r\", \"x\")",
        MCP + ", arg(\"/r\", $a), arg(\"/r\", $b)",
        MCP + ", arg(\"/r\", \"x\"), arg_int(\"/r\", 1)",
        MCP + ", name(\"a\"), name(\"b\")",
        MCP + ", name($n), operation($n)",
        MCP + ", name(\"a\", \"b\")",
        MCP + ", name(1)",
        MCP + ", model(\"m\")",
        MCP + ", true",
        MCP + ", 1 < 2",
        MCP + ", name($n), $n === \"a\"",
        MCP + ", name($n), $n.ends_with(\"a\")",
        MCP + ", name($n), $n.starts_with(\"\")",
        MCP + ", name($n), $n.starts_with(\"a\"), $n.starts_with(\"b\")",
        MCP + ", name($n), {\"a\"}.contains($n), $n.starts_with(\"a\")",
        MCP + ", name($n), {,}.contains($n)",
        MCP + ", name($n), {1}.contains($n)",
        MCP + ", name($n), [\"a\"].contains($n)",
        MCP + ", name($n), $n >= 1",
        MCP + ", arg_int(\"/n\", \"x\")",
        MCP + ", arg_bool(\"/b\", 1)",
        MCP + ", arg_bool(\"/b\", $b)",
        MCP + ", arg_bool(\"/b\", $b), $b >= 1",
        MCP + ", arg_int(\"/n\", $n), $n >= 1, $n >= 2",
        MCP + ", arg_int(\"/n\", $n), $n <= 1, $n <= 2",
        MCP + ", arg_int(\"/n\", $n), $n >= \"x\"",
        MCP + ", arg_int(\"/n\", $n), $n > 1",
        MCP + ", arg_int(\"/n\", $n), 1 <= $n",
        MCP + ", arg_url(\"/u\", $u)",
        MCP + ", arg_url(\"/u\", $s, $h, $o, $t)",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", $o, $t)",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", 443, \"/\")",
        MCP + ", arg_url(\"/u\", \"https\", \"A.example\", 443, $t)",
        MCP + ", arg_url(\"/u\", \"ftp\", \"a.example\", 443, $t)",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", 0, $t)",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", 65536, $t)",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", 4294967739, $t)",
        MCP
            + ", arg_url(\"/u\", \"https\", \"a.example\", 443, $t),"
            + " ($t + \"/\").starts_with(\"/\")",
        MCP
            + ", arg_url(\"/u\", \"https\", \"a.example\", 443, $t),"
            + " ($t + \"/\").starts_with(\"/v1\")",
        MCP + ", arg_url(\"/u\", \"https\", \"a.example\", 443, $t), $t.starts_with(\"/v1/\")",
        MCP
            + ", arg_url(\"/u\", $s, $h, $o, $t), $s === \"https\", $h === \"a.example\","
            + " $o === 443, ($t + \"/\").starts_with(\"/\")",
        MCP + ", name($n), ($n + \"/\").starts_with(\"/a/\")",
        MCP + ", arg(\"/f\", $f), ($f + \"/\").starts_with(\"/srv/\")",
        MCP + ", arg_path(\"/f\", $f), $f.starts_with(\"/srv/\")",
        MCP + ", arg_path(\"/f\", \"/srv\")",
        MCP + ", arg_path(\"/f\", $f), ($f + \"/\").starts_with(\"/\")",
        MCP + ", arg_path(\"/f\", $f), ($f + \"/\").starts_with(\"/srv/../\")",
        MCP + ", arg_path(\"/f\", $f), ($f + \"/\").starts_with(\"/srv\")",
        MCP + ", arg_path(\"/f\", $f), ($f + \"x\").starts_with(\"/srv/\")",
        MCP + ", arg_path(\"/f\", $f), (\"/\" + $f).starts_with(\"/srv/\")",
        MCP + ", arg_path(\"/f\", $f), (($f + \"/\") + \"/\").starts_with(\"/srv/\")",
        MCP + ", arg_set(\"/s\", $s)",
        MCP + ", arg_set(\"/s\", {\"a\"})",
        MCP + ", arg_set(\"/s\", $s), {,}.contains($s)",
        MCP + ", arg_set(\"/s\", $s), $s.contains({,})",
        MCP + ", arg_set(\"/s\", $s), $s.contains(\"a\")",
        MCP + ", arg_set(\"/s\", $s), !{\"a\"}.contains($s)",
        MCP + ", arg_set(\"/s\", $s), $s.contains({true})",
        MCP + ", arg(\"/r\", $r), $r.contains(\"a\")",
        MCP + ", arg_ip4(\"/i\", 5)",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 5, $i <= 6",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 5, $i <= 5",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 6, $i <= 5",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 0, $i <= 4294967295",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 0",
        MCP + ", arg_ip4(\"/i\", $i), $i <= 7",
        MCP + ", arg_ip4(\"/i\", $i), $i >= -8, $i <= -1",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 4294967296, $i <= 4294967297",
        MCP + ", arg_ip4(\"/i\", $i), $i === 4, $i >= 4, $i <= 5",
        MCP + ", arg_ip4(\"/i\", $i), {4}.contains($i)",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c)",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, 1)",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $b === 1",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $b === 0",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $a >= 0, $a <= 1, $b === 0",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), arg_ip4(\"/j\", $j), $a === 1 || $j === 1",
        MCP + ", arg_url(\"/u\", $h, $h, $o, $t), $h === \"https\"",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $a >= 0, $a <= 1, $b === 1",
        MCP + ", arg_ip6(\"/i\", $a, $b, $c, $d), $a === 1, $b >= 0, $b <= 4294967295",
        MCP + ", name($n), $n.starts_with(\"a\") || $n.starts_with(\"a\")",
        MCP + ", name($n), $n === \"a\" || $n === \"b\"",
        MCP + ", name($n), $n.starts_with(\"a\") && !{\"ab\"}.contains($n)",
        MCP + ", name($n), ($n.starts_with(\"a\"))",
        MCP + ", name($n), !$n.starts_with(\"a\")",
        MCP + ", name($n), !{\"a\"}.contains($n), !{\"b\"}.contains($n)",
        MCP + ", name($n), !{,}.contains($n)",
        MCP + ", name($n), operation($o), $n === $o",
        MCP + ", name($n), operation($o), $n.starts_with(\"a\") || $o.starts_with(\"b\")",
        MCP + ", name($n), operation($o), $n === \"a\" || $o === \"a\"",
        MCP + ", arg_int(\"/n\", $n), $n >= -9223372036854775808",
        MCP + ", arg_int(\"/n\", $n), $n >= -9223372036854775808, $n <= 5",
        MCP + ", arg_int(\"/n\", $n), $n <= 9223372036854775807",
        MCP + ", arg_paths({\"/r\"}), name($n), {\"/r\"}.contains($n)",
        MODEL + ", max_output_tokens(\"5\")",
        MODEL + ", max_output_tokens($n), {\"5\"}.contains($n)",
        MODEL + ", name(\"n\")",
        MODEL + ", arg(\"/x\", \"y\")",
        AGENT + ", arg(\"/x\", \"y\")",
        AGENT + ", arg_path(\"/push_url\", $p)",
        AGENT + ", push_url(\"x\")",
        "resource(\"mcp2\", \"https://mcp.acme.example/github\")",
        MCP + ", arg_paths({\"/r\"})",
        MCP + ", arg_paths($p)",
        MCP + ", arg_paths($p, $q), {\"/r\"}.contains($p)",
        MCP + ", arg_paths($p), {\"/r\"}.contains($p)",
        MCP + ", arg(\"/r\", \"x\"), arg_paths($p), {\"/s\"}.contains($p)",
        MCP + ", arg(\"/r\", \"x\"), arg_paths($p), {,}.contains($p)",
        MCP + ", arg_paths($p), {1}.contains($p)",
        MCP + ", arg_paths($p), {,}.contains($p), {,}.contains($p)",
        MCP + ", arg_paths($p), $p.all($x -> {\"/m\"}.contains($x))",
        MCP + ", arg_paths($p), $p.any($x -> {\"/m\"}.contains($x) || $x.starts_with(\"/m/\"))",
        MCP
            + ", arg_paths($p),"
            + " $p.all($x -> {\"/m\"}.contains($x) && $x.starts_with(\"/m/\"))",
        MCP + ", name($n), $n.starts_with(\"a\") || ($n.starts_with(\"b\") || $n === \"c\")",
        MCP + ", name($n), ($n.starts_with(\"a\") || $n.starts_with(\"b\")) || $n === \"c\"",
        MCP + ", name($n), ($n.starts_with(\"a\") || $n.starts_with(\"b\"))",
        MCP + ", name($n), $n.starts_with(\"a\") || ($n.starts_with(\"b\") && $n === \"c\")",
        MCP + ", name($n), $n.starts_with(\"a\") || $n.starts_with(\"b\") && $n === \"c\"",
        MCP + ", name($n), $n.starts_with(\"a\") || true",
        MCP + ", arg_int(\"/n\", $n), $n >= 1 || $n.starts_with(\"b\")",
        MCP + ", arg_ip4(\"/i\", $i), $i >= 8 || $i <= 15"
      })
  void bodyThatAnIssuerDoesNotWrite_isRefused(String body) throws Refusal {
    assertThat(Story.check(token(body), Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            d -> assertThat(d.reason()).as(d.detail()).isEqualTo(Reason.AUTHORITY_MALFORMED));
  }

  /** They could leave a wrong type unnoticed, and are not what an issuer writes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        MCP + ", arg_paths($p), $p.all($x -> {\"/m\"}.contains($x) || $x.starts_with(\"/m/\"))",
        MCP + ", name($n), $n.starts_with(\"a\") || $n.starts_with(\"b\")"
      })
  void lazyOperators_areRefused(String body) throws Refusal {
    assertThat(UnverifiedChain.read(token(body)).authorityRights().capabilities()).hasSize(1);
    Rule lazy = DatalogParser.block("cap(1) <- " + body).rules().get(0);
    assertThat(Story.check(token(lazy), Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            d -> assertThat(d.reason()).as(d.detail()).isEqualTo(Reason.AUTHORITY_MALFORMED));
  }

  /** An authority block whose only capability has this body; the rest is as it must be. */
  private static Bytes token(String body) throws Refusal {
    return token(Eager.of(DatalogParser.block("cap(1) <- " + body).rules().get(0)));
  }

  private static Bytes token(Rule capability) throws Refusal {
    Block genuine =
        HopBlocks.authority(
            Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(Story.RIGHTS));
    Block block =
        new Block(
            DATALOG_3_3,
            genuine.context(),
            genuine.facts(),
            List.of(capability),
            genuine.checks(),
            genuine.scopes());
    return Forge.authority(
        BlockWire.write(block, new BlockWire.Tables()).encode(),
        OptionalLong.of(Story.ROOT.number()),
        1);
  }
}
