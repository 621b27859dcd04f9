package io.deputy.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.routes.Route.ModelApi;
import io.deputy.json.RightsJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListTest {
  private static ModelList list(ModelApi api, Map<String, String> models, String server, String at)
      throws Refusal {
    return new ModelList(
        ModelMessageTest.route(api, models),
        RightsJson.read(
            ("[{'type':'model','server':'"
                    + server
                    + "','provider':{'wildcard':true},'operations':['chat'],'models':['a','b'],"
                    + "'regions':["
                    + at
                    + "],'max_output_tokens':{'range':{'max':10}}}]")
                .replace('\'', '"')));
  }

  private static ModelList list(ModelApi api, Map<String, String> models) throws Refusal {
    return list(api, models, "https://models.acme.example", "'eu'");
  }

  private static String filter(ModelList list, String upstream) throws Refusal {
    byte[] text = upstream.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new String(list.filter(Bytes.of(text)).toArray(), StandardCharsets.UTF_8)
        .replace('"', '\'');
  }

  @Test
  void onlyModelsThatMayBeAskedAreShown() throws Refusal {
    assertThat(
            filter(
                list(ModelApi.OPENAI, Map.of()),
                "{'object':'list','data':[{'id':'a','n':1.50},{'id':'secret'}],'total':2}"))
        .isEqualTo("{'object':'list','data':[{'id':'a','n':1.50}]}");
  }

  @Test
  void pagesOfAnthropicNameNothingHidden() throws Refusal {
    assertThat(
            filter(
                list(ModelApi.ANTHROPIC, Map.of()),
                "{'data':[{'id':'x'},{'id':'b'},{'id':'y'}],'has_more':false,"
                    + "'first_id':'x','last_id':'y'}"))
        .isEqualTo("{'data':[{'id':'b'}],'has_more':false,'first_id':'b','last_id':'b'}");
    assertThat(filter(list(ModelApi.ANTHROPIC, Map.of()), "{'data':[],'has_more':false}"))
        .isEqualTo("{'data':[],'has_more':false,'first_id':null,'last_id':null}");
  }

  @Test
  void modelsAreShownByTheNamesOfTheRoute() throws Refusal {
    assertThat(
            filter(
                list(ModelApi.OPENAI, Map.of("fast", "a", "quick", "a", "big", "secret")),
                "{'data':[{'id':'a'},{'id':'b'},{'id':'secret'}]}"))
        .isEqualTo("{'object':'list','data':[{'id':'fast'},{'id':'quick'}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{'data':{}}",
        "{'data':['a']}",
        "{'data':[{'id':1}]}",
        "{'data':[{'id':'a','id':'b'}]}",
        "{'data':[],'has_more':true}",
        "{'data':[]} {}",
      })
  void whatIsNoListIsNotPassedOn(String upstream) throws Refusal {
    ModelList list = list(ModelApi.OPENAI, Map.of());

    assertThat(catchThrowableOfType(Refusal.class, () -> filter(list, upstream)).reason())
        .isEqualTo(Reason.UPSTREAM_UNAVAILABLE);
  }

  @Test
  void whoMayUseNothingHereMayNotAsk() throws Refusal {
    list(ModelApi.OPENAI, Map.of()).requireSome();
    ModelList elsewhere = list(ModelApi.OPENAI, Map.of(), "https://other.example", "'eu'");
    ModelList otherRegion = list(ModelApi.OPENAI, Map.of(), "https://models.acme.example", "'us'");

    for (ModelList none : new ModelList[] {elsewhere, otherRegion}) {
      assertThat(catchThrowableOfType(Refusal.class, none::requireSome).reason())
          .isEqualTo(Reason.REQUEST_NOT_WITHIN_RIGHTS);
    }
  }
}
