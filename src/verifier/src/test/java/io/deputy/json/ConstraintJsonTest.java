package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Describe;
import io.deputy.capability.Pointer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintJsonTest {
  private static final String MODEL =
      """
      [{"type":"model","server":"https://models.acme.example/v1","provider":"acme",\
      "operations":["chat"],"models":{"prefix":"m-"},"regions":{"not_one_of":["us"]},\
      "max_output_tokens":{"range":{"max":4096}}}]""";
  private static final String AGENT =
      """
      [{"type":"agent","server":"https://agents.acme.example/research",\
      "operations":["message/send"],"skills":["summarize"],\
      "push_urls":{"url":"https://hooks.acme.example/a2a"}}]""";

  /** What stands there is written as it was read, and reads like this to people. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\" | is \"a\"",
        "[\"a\",\"b\"] | is one of \"a\", \"b\"",
        "[] | is nothing at all",
        "{\"exact\":5} | is 5",
        "{\"not_one_of\":[\"a\",\"b\"]} | is a string that is none of \"a\", \"b\"",
        "{\"not_one_of\":[5]} | is an integer that is none of 5",
        "{\"not_one_of\":[true]} | is a boolean that is none of true",
        "{\"range\":{}} | is an integer",
        "{\"range\":{\"min\":1,\"max\":5}} | is an integer from 1 to 5",
        "{\"contains\":[\"a\",\"b\"]} | contains all of \"a\", \"b\"",
        "{\"contains\":[1]} | contains all of 1",
        "{\"subset\":[\"a\",\"b\"]} | has only elements of \"a\", \"b\"",
        "{\"subset\":[]} | is nothing at all",
        "{\"prefix\":\"acme/\"} | starts with \"acme/\"",
        "{\"wildcard\":true} | is anything or absent",
        "{\"subpath\":\"/srv/data\"} | lies at or below /srv/data",
        "{\"subpath\":\"/a b\"} | lies at or below \"/a b\"",
        "{\"subpath\":\"/\"} | lies at or below /",
        "{\"cidr\":\"10.0.0.0/8\"} | is an address in 10.0.0.0/8",
        "{\"cidr\":\"2001:db8::/33\"} | is an address in 2001:db8::/33",
        "{\"cidr\":\"::/0\"} | is an address in ::/0",
        "{\"url\":\"https://api.acme.example/v1\"}"
            + " | is a URL at or below https://api.acme.example/v1",
        "{\"url\":\"https://api.acme.example:8443/\"}"
            + " | is a URL at or below https://api.acme.example:8443/",
        "{\"any\":[{\"prefix\":\"a\"},{\"prefix\":\"b\"}]}"
            + " | starts with \"a\" or starts with \"b\"",
        "{\"any\":[{\"not_one_of\":[\"a\"]},{\"prefix\":\"b\"}]}"
            + " | (is a string that is none of \"a\") or starts with \"b\"",
        "{\"all\":[{\"prefix\":\"a\"},{\"any\":[{\"not_one_of\":[\"ab\"]},{\"prefix\":\"ab\"}]}]}"
            + " | ((is a string that is none of \"ab\") or starts with \"ab\")"
            + " and starts with \"a\"",
        "{\"all\":[{\"prefix\":\"/s\"},{\"subpath\":\"/srv\"}]}"
            + " | starts with \"/s\" and lies at or below /srv"
      })
  void aConstraintIsReadAndSaid(String json, String words) throws Refusal {
    Constraint constraint = read(json);
    assertThat(Describe.constraint(constraint)).isEqualTo(words);
    String written =
        RightsJson.write(RightsJson.read(argument(json))).replaceFirst(".*\"/x\":", "");
    assertThat(read(written.replaceFirst("},\"other_arguments.*", ""))).isEqualTo(constraint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"not_one_of\":[]} | /not_one_of | an array of at least one value",
        "{\"not_one_of\":\"a\"} | /not_one_of | an array",
        "{\"not_one_of\":[\"a\",1]} | /not_one_of/1 | of the same type as the value before it",
        "{\"not_one_of\":[null]} | /not_one_of/0 | a string, an integer of 64 bits or a boolean",
        "{\"contains\":[]} | /contains | an array of at least one value",
        "{\"contains\":[true]} | /contains/0 | a string or an integer of 64 bits",
        "{\"contains\":[\"a\",1]} | /contains/1 | of the same type as the value before it",
        "{\"subset\":[1.5]} | /subset/0 | a string, an integer of 64 bits or a boolean",
        "{\"subset\":[false]} | /subset/0 | a string or an integer of 64 bits",
        "{\"all\":[]} | /all | an array of at least one value",
        "{\"all\":{}} | /all | an array",
        "{\"all\":[5]} | /all/0 | a string, an array, or an object with one constraint",
        "{\"all\":[{\"wildcard\":true}]} | /all/0 | a constraint other than a wildcard",
        "{\"any\":[\"a\",{\"wildcard\":true}]} | /any/1 | a constraint other than a wildcard",
        "{\"any\":[{\"all\":[{\"cidr\":5}]}]} | /any/0/all/0/cidr | a string",
        "{\"subpath\":\"srv\"} | /subpath | a decoded path in normal form",
        "{\"subpath\":\"/srv/\"} | /subpath | a decoded path in normal form",
        "{\"subpath\":\"/srv/../etc\"} | /subpath | a decoded path in normal form",
        "{\"subpath\":\"/srv//data\"} | /subpath | a decoded path in normal form",
        "{\"subpath\":\"/srv/%64ata\"} | /subpath | a decoded path in normal form",
        "{\"subpath\":5} | /subpath | a string",
        "{\"cidr\":\"10.0.0.0\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"10.0.0.0/33\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"10.0.0.0/08\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"10.0.0.0/-1\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"10.0.0.1/8\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"010.0.0.0/8\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"2001:DB8::/32\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"2001:db8::/129\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"::ffff:10.0.0.0/104\"} | /cidr | the first address of a block and its bits",
        "{\"cidr\":\"::ffff:0:0/96\"} | /cidr | the first address of a block and its bits",
        "{\"url\":\"api.acme.example\"} | /url | a URL in normal form",
        "{\"url\":\"HTTPS://api.acme.example\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example:443\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example./\"} | /url | a URL in normal form",
        "{\"url\":\"https://u@api.acme.example/\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example/v1/\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example/v1?a\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example/v1#a\"} | /url | a URL in normal form",
        "{\"url\":\"https://api.acme.example/%76\"} | /url | a URL in normal form",
        "{\"url\":\"ftp://api.acme.example/\"} | /url | a URL in normal form",
        "{\"url\":null} | /url | a string"
      })
  void aFaultIsNamedWithItsPlaceAndWhatWasExpected(String json, String place, String expected) {
    refused(
        argument(json),
        Reason.CONSTRAINT_MALFORMED,
        "\"/0/arguments/~1x" + place + "\" is not " + expected);
  }

  @Test
  void thePathOfABaseMayBeLeftOut() throws Refusal {
    assertThat(read("{\"url\":\"https://api.acme.example\"}"))
        .isEqualTo(read("{\"url\":\"https://api.acme.example/\"}"));
  }

  @Test
  void whatAllAndAnyComeToIsOneForm() throws Refusal {
    assertThat(read("{\"any\":[]}")).isEqualTo(Constraint.NOTHING);
    assertThat(read("{\"any\":[{\"prefix\":\"a\"}]}")).isEqualTo(new Constraint.Prefix("a"));
    assertThat(read("{\"any\":[{\"subset\":[]},{\"contains\":[\"a\"]}]}"))
        .isEqualTo(read("{\"contains\":[\"a\"]}"));
    assertThat(read("{\"any\":[\"b\",[\"a\"]]}")).isEqualTo(read("[\"a\",\"b\"]"));
    assertThat(read("{\"all\":[{\"range\":{\"min\":1}},{\"range\":{\"max\":5}}]}"))
        .isEqualTo(read("{\"range\":{\"min\":1,\"max\":5}}"));
    assertThat(read("{\"all\":[{\"prefix\":\"a\"},{\"prefix\":\"b\"}]}"))
        .isEqualTo(Constraint.NOTHING);
  }

  @Test
  void alternativesOfSeveralFormsAreSeveralCapabilities() {
    for (String several :
        new String[] {
          "[{\"prefix\":\"a\"},{\"subpath\":\"/a\"}]",
          "[\"a\",{\"exact\":5}]",
          "[{\"cidr\":\"10.0.0.0/8\"},{\"cidr\":\"2001:db8::/32\"}]",
          "[\"a\",{\"all\":[{\"prefix\":\"/\"},{\"subpath\":\"/a\"}]}]"
        }) {
      refused(
          argument("{\"any\":" + several + "}"),
          Reason.CONSTRAINT_MALFORMED,
          "write one capability for each");
    }
  }

  @Test
  void nestingIsBounded() throws Refusal {
    assertThat(read(nested(ConstraintJson.MAX_NESTING))).isInstanceOf(Constraint.class);
    refused(
        argument(nested(ConstraintJson.MAX_NESTING + 1)),
        Reason.CONSTRAINT_MALFORMED,
        "nests all and any deeper than 3");
  }

  private static String nested(int depth) {
    return "{\"any\":[".repeat(depth) + "\"a\"" + "]}".repeat(depth);
  }

  @Test
  void membersAreBounded() throws Refusal {
    String prefix = "{\"not_one_of\":[\"a\"]}";
    String many = String.join(",", Collections.nCopies(16, prefix));
    assertThat(read("{\"all\":[" + many + "]}")).isEqualTo(read(prefix));
    refused(
        argument("{\"all\":[" + many + "," + prefix + "]}"),
        Reason.CONSTRAINT_MALFORMED,
        "an array of at most 16 constraints");
    String more = String.join(",", Collections.nCopies(257, prefix));
    refused(
        argument("{\"any\":[" + more + "]}"),
        Reason.CONSTRAINT_MALFORMED,
        "an array of at most 256 constraints");
  }

  @Test
  void anUnknownConstraintIsToldTheKnownOnes() {
    refused(
        argument("{\"regex\":\"a\"}"),
        Reason.CONSTRAINT_UNKNOWN,
        "\"/0/arguments/~1x/regex\" is no known constraint; use exact, one_of, not_one_of, range,"
            + " contains, subset, all, any, wildcard, prefix, subpath, cidr or url");
  }

  @Test
  void modelsAndAgentsAreReadAndWritten() throws Refusal {
    assertThat(RightsJson.write(RightsJson.read(MODEL))).isEqualTo(MODEL);
    assertThat(Describe.capability(RightsJson.read(MODEL).capabilities().get(0)))
        .isEqualTo(
            "may use any model that starts with \"m-\" of acme in any region that is a string that"
                + " is none of \"us\" for chat on https://models.acme.example/v1 with at most 4096"
                + " output tokens");
    assertThat(RightsJson.write(RightsJson.read(AGENT))).isEqualTo(AGENT);
    assertThat(Describe.capability(RightsJson.read(AGENT).capabilities().get(0)))
        .isEqualTo(
            "may send message/send to agent https://agents.acme.example/research for skill"
                + " summarize where the push URL is a URL at or below"
                + " https://hooks.acme.example/a2a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "operations", "models", "regions", "max_output_tokens"})
  void everyDimensionOfAModelIsRequired(String field) {
    refused(
        MODEL
            .replaceFirst("\"" + field + "\":(\\{[^}]*}}?|\"[^\"]*\"|\\[[^]]*]),?", "")
            .replace(",}", "}"),
        Reason.DIMENSION_MISSING,
        "\"/0\" has no member \"" + field + "\"");
  }

  @Test
  void aFieldTakesConstraintsOnWhatItHas() {
    refused(
        MODEL.replace("{\"range\":{\"max\":4096}}", "\"4096\""),
        Reason.CONSTRAINT_MALFORMED,
        "\"/0/max_output_tokens\" is not a constraint on integers");
    refused(
        MODEL.replace("\"acme\"", "{\"subpath\":\"/a\"}"),
        Reason.CONSTRAINT_MALFORMED,
        "\"/0/provider\" is not a constraint on strings");
    refused(
        AGENT.replace("{\"url\":\"https://hooks.acme.example/a2a\"}", "{\"cidr\":\"10.0.0.0/8\"}"),
        Reason.CONSTRAINT_MALFORMED,
        "\"/0/push_urls\" is not a constraint on strings or URLs");
  }

  private static Constraint read(String json) throws Refusal {
    Capability capability = RightsJson.read(argument(json)).capabilities().get(0);
    return ((Capability.Mcp) capability).arguments().get(new Pointer("/x"));
  }

  private static String argument(String constraint) {
    return """
        [{"type":"mcp","server":"https://mcp.acme.example","methods":["tools/call"],"names":["a"],\
        "arguments":{"/x":%s},"other_arguments":"deny"}]"""
        .formatted(constraint);
  }

  private static void refused(String json, Reason reason, String message) {
    assertThatThrownBy(() -> RightsJson.read(json))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
