package io.deputy.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import io.deputy.json.RightsJson;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnseenTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a|['a']|{}|allow|true",
        "a|{'wildcard':true}|{}|allow|true",
        "a|['b']|{}|allow|false",
        "a|['a']|{}|deny|false",
        "a|['a']|{'/repo':{'prefix':'acme/'}}|allow|false",
        "a|['a']|{'/repo':{'wildcard':true}}|allow|true",
        "a|['a']|{'/repo':{'wildcard':true}}|deny|false",
        "|{'wildcard':true}|{}|allow|true",
        "|['a','b']|{}|allow|false",
        "|{'not_one_of':['x']}|{}|allow|false",
      })
  void aCallIsAllowedOnlyWithEveryArgumentThereIs(
      String name, String names, String arguments, String others, boolean allowed) throws Refusal {
    String rights =
        "[{'type':'mcp','server':'https://mcp.acme.example','methods':['tools/call'],'names':"
            + names
            + ",'arguments':"
            + arguments
            + ",'other_arguments':'"
            + others
            + "'}]";
    Request.Mcp call =
        new Request.Mcp(
            "https://mcp.acme.example", "tools/call", Optional.ofNullable(name), Arguments.NONE);

    assertThat(Unseen.isAllowed(RightsJson.read(rights.replace('\'', '"')), call))
        .isEqualTo(allowed);
  }
}
