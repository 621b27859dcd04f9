package io.deputy.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.routes.Route.ModelApi;
import io.deputy.gateway.routes.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMessageTest {
  private static final String SERVER = "https://models.acme.example";
  private static final String GITHUB = "https://mcp.acme.example/github";
  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String MESSAGES = "/v1/messages";

  private static final Map<String, String> TOOLS =
      Map.of("https://mcp.github.example/", GITHUB, "connector_gmail", "https://gmail.example");

  private static Route.Terms terms(String server) {
    return new Route.Terms(
        "r", "/r", server, Optional.empty(), false, true, true, true, new TreeMap<>());
  }

  static Route.Model route(ModelApi api, Map<String, String> models) {
    return new Route.Model(
        terms(SERVER), api, Optional.of("acme"), Optional.of("eu"), models, TOOLS);
  }

  private static ModelMessage read(String path, String body) throws Refusal {
    ModelApi api = path.startsWith(MESSAGES) ? ModelApi.ANTHROPIC : ModelApi.OPENAI;
    return read(route(api, Map.of()), path, body);
  }

  private static ModelMessage read(Route.Model route, String path, String body) throws Refusal {
    return ModelMessage.read(
        route,
        "POST",
        path,
        Optional.empty(),
        Bytes.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static Reason refused(String path, String body) {
    return catchThrowableOfType(Refusal.class, () -> read(path, body)).reason();
  }

  private static String chat(String more) {
    return "{'model':'m','messages':[]" + (more.isEmpty() ? "" : "," + more) + "}";
  }

  private static String anthropic(String more) {
    return "{'model':'m','max_tokens':5,'messages':[]," + more + "}";
  }

  private static Request.Mcp call(String name) {
    return new Request.Mcp(GITHUB, "tools/call", Optional.ofNullable(name), Arguments.NONE);
  }

  @Test
  void modelRegionAndProviderAreTheRoutes() throws Refusal {
    assertThat(read(CHAT, chat("'max_tokens':7")).requests())
        .containsExactly(
            new Request.Model(
                SERVER, Optional.of("acme"), "chat", "m", Optional.of("eu"), OptionalLong.of(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        CHAT + "|{'model':'m','messages':[]}|chat|-1",
        CHAT + "|{'model':'m','messages':[],'n':3}|chat|-1",
        CHAT + "|{'model':'m','messages':[],'max_tokens':null}|chat|-1",
        CHAT + "|{'model':'m','messages':[],'max_tokens':10,'max_completion_tokens':20}|chat|20",
        CHAT + "|{'model':'m','messages':[],'max_tokens':20,'max_completion_tokens':10}|chat|20",
        CHAT + "|{'model':'m','messages':[],'max_tokens':10,'n':4}|chat|40",
        CHAT + "|{'model':'m','messages':[],'max_tokens':10,'n':null}|chat|10",
        CHAT + "|{'model':'m','messages':[],'max_tokens':10,'stream':true}|chat|10",
        RESPONSES + "|{'model':'m','input':'x','max_output_tokens':9}|responses|9",
        RESPONSES + "|{'model':'m','input':'x'}|responses|-1",
        "/v1/embeddings|{'model':'m','input':'x'}|embeddings|0",
        MESSAGES + "|{'model':'m','messages':[],'max_tokens':9}|messages|9",
        MESSAGES
            + "|{'model':'m','messages':[],'max_tokens':9,'thinking':{'type':'enabled',"
            + "'budget_tokens':50}}|messages|50",
        MESSAGES + "/count_tokens|{'model':'m','messages':[]}|messages|0",
      })
  void boundsAndOperations(String path, String body, String operation, long most) throws Refusal {
    Request.Model asked = (Request.Model) read(path, body).requests().get(0);

    assertThat(asked.operation()).isEqualTo(operation);
    assertThat(asked.maxOutputTokens().orElse(-1)).isEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_tokens':1.0",
        "'max_tokens':1e3",
        "'max_tokens':-1",
        "'max_tokens':'10'",
        "'max_tokens':9223372036854775808",
        "'max_tokens':[10]",
        "'max_tokens':9223372036854775807,'n':2",
        "'max_tokens':1,'n':0",
        "'max_tokens':1,'n':-1",
        "'n':1.5",
        "'max_completion_tokens':true",
        "'model':'other'",
        "'\\u006dodel':'other'",
        "'Model':'other'",
        "'api_base':'https://evil.example'",
        "'provider':{'order':['x']}",
        "'route':'other'",
        "'models':'m'",
        "'models':[1]",
        "'fallbacks':[{'model':'x','api_base':'y'}]",
        "'web_search_options':{}",
        "'extra_body':{}",
        "'inference_geo':'us'",
      })
  void whatCannotBeReadInOneWayIsRefused(String more) {
    assertThat(refused(CHAT, chat(more))).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "[{'model':'m','messages':[]}]",
        "{'messages':[]}",
        "{'model':null,'messages':[]}",
        "{'model':'','messages':[]}",
        "{'model':['m'],'messages':[]}",
        "{'model':'m','messages':[]}{}",
        "{'model':'m','messages':[]} x",
        "{'model':'m','messages':[]",
        "\ufeff{'model':'m','messages':[]}",
      })
  void bodiesThatAreNotOneMessageAreRefused(String body) {
    assertThat(refused(CHAT, body)).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void aModelIsNeverLeftToAStoredPrompt() {
    assertThat(refused(RESPONSES, "{'input':'x','prompt':{'id':'p'}}"))
        .isEqualTo(Reason.REQUEST_MALFORMED);
    assertThat(refused(RESPONSES, "{'model':'m','input':'x','prompt':{'id':'p'}}"))
        .isEqualTo(Reason.REQUEST_MALFORMED);
    assertThat(refused(RESPONSES, "{'model':'m','input':'x','previous_response_id':'r'}"))
        .isEqualTo(Reason.REQUEST_MALFORMED);
    assertThat(refused(MESSAGES, anthropic("'container':'c'"))).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'m','input':'x','background':true}",
        "{'model':'m','input':[{'type':'item_reference','id':'i'}]}",
        "{'model':'m','input':[{'role':'user','content':[{'type':'input_file','file_id':'f'}]}]}",
      })
  void whatIsStoredAtTheProviderIsNobodys(String body) {
    assertThat(refused(RESPONSES, body)).isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @Test
  void whatAToolWasCalledWithIsNoReference() throws Refusal {
    String content = "'messages':[{'role':'assistant','content':[{'type':'%s','%s':%s}]}]";
    String used = String.format(content, "tool_use", "input", "{'file_id':'f'}");
    String file = String.format(content, "document", "source", "{'type':'file','file_id':'f'}");

    assertThat(read(MESSAGES, "{'model':'m','max_tokens':1," + used + "}").requests()).hasSize(1);
    assertThat(refused(MESSAGES, "{'model':'m','max_tokens':1," + file + "}"))
        .isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @Test
  void everyModelThatMayAnswerIsAsked() throws Refusal {
    String body = chat("'models':['a','b'],'fallbacks':['c',{'model':'d'}],'route':'fallback'");

    assertThat(read(CHAT, body).requests())
        .extracting(r -> ((Request.Model) r).model())
        .containsExactly("m", "a", "b", "c", "d");
  }

  @Test
  void aBodyIsSentOnAsItCame() throws Refusal {
    String body = "{ 'model' : 'm', 'messages':[ 1.50, 1E2, 'é\\u00e9' ] }\n";

    assertThat(text(read(CHAT, body))).isEqualTo(body);
  }

  @Test
  void namesOfTheRouteAreReplacedAndNothingElse() throws Refusal {
    Route.Model route =
        route(ModelApi.OPENAI, Map.of("fast", "gpt-5\"x", "é", "b", "same", "same"));
    String body =
        "{ 'messages' : [{'model':'fast','n':1.50},1E+2,'é'], '\\u006dodel' : 'f\\u0061st' ,"
            + " 'models':['é', 'same'],'fallbacks':[{'model' :'fast'}] }";

    ModelMessage message = read(route, CHAT, body);

    assertThat(message.requests())
        .extracting(r -> ((Request.Model) r).model())
        .containsExactly("gpt-5\"x", "b", "same", "gpt-5\"x");
    assertThat(text(message))
        .isEqualTo(
            "{ 'messages' : [{'model':'fast','n':1.50},1E+2,'é'], '\\u006dodel' : 'gpt-5\\'x' ,"
                + " 'models':['b', 'same'],'fallbacks':[{'model' :'gpt-5\\'x'}] }");
  }

  @Test
  void namesThatTheRouteDoesNotHaveAreRefused() {
    Route.Model route = route(ModelApi.OPENAI, Map.of("fast", "gpt-5"));

    for (String name : List.of("gpt-5", "fast-2026-01-01", "FAST", "fast ")) {
      String body = "{'model':'" + name + "','messages':[]}";
      assertThat(catchThrowableOfType(Refusal.class, () -> read(route, CHAT, body)).reason())
          .isEqualTo(Reason.ROUTE_UNKNOWN);
    }
  }

  @Test
  void aBodyMayOnlyAgreeWithTheRegionOfTheRoute() throws Refusal {
    assertThat(read(MESSAGES, anthropic("'inference_geo':'eu'")).requests()).hasSize(1);
    assertThat(refused(MESSAGES, anthropic("'inference_geo':'global'")))
        .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
    assertThat(refused(MESSAGES, "{'model':'m','max_tokens':null,'messages':[]}"))
        .isEqualTo(Reason.REQUEST_MALFORMED);
    assertThat(refused(MESSAGES, "{'model':'m','messages':[]}"))
        .isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/chat/completions,",
    "POST,/v1/chat/completions,x=1",
    "POST,/v1/chat/completions/,",
    "POST,/v1/chat/%63ompletions,",
    "POST,/V1/chat/completions,",
    "POST,/v1/batches,",
    "POST,/v1/files,",
    "POST,/v1/messages,",
    "POST,/v1/completions,",
    "GET,/v1/chat/completions/id,",
    "POST,/v1/responses/compact,",
    "DELETE,/v1/models/m,",
  })
  void otherRequestsDoNotPass(String method, String path, String query) {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                ModelMessage.read(
                    route(ModelApi.OPENAI, Map.of()),
                    method,
                    path,
                    Optional.ofNullable(query),
                    Bytes.EMPTY));

    assertThat(refusal.reason()).isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @Test
  void toolsThatTheCallerRunsItselfAreItsOwnBusiness() throws Refusal {
    String body = chat("'tools':[{'type':'function','function':{'name':'f'}},{'name':'x'}]");

    assertThat(read(CHAT, body).unseen()).isEmpty();
  }

  private static List<Request.Mcp> openAi(String more) throws Refusal {
    return read(
            RESPONSES,
            "{'model':'m','input':'x','tools':[{'type':'mcp','server_label':'l',"
                + "'server_url':'https://mcp.github.example/'"
                + more
                + "}]}")
        .unseen();
  }

  @Test
  void toolsOfServersAreCallsThere() throws Refusal {
    assertThat(openAi(",'allowed_tools':['a','b']")).containsExactly(call("a"), call("b"));
    assertThat(openAi(",'allowed_tools':{'tool_names':['a']}")).containsExactly(call("a"));
    assertThat(openAi(",'allowed_tools':{'read_only':true}")).containsExactly(call(null));
    assertThat(openAi(",'allowed_tools':[]")).containsExactly(call(null));
    assertThat(openAi(",'allowed_tools':null")).containsExactly(call(null));
    assertThat(openAi("")).containsExactly(call(null));
    assertThat(
            read(
                    RESPONSES,
                    "{'model':'m','input':'x','tools':[{'type':'mcp','server_label':'l',"
                        + "'connector_id':'connector_gmail'}]}")
                .unseen())
        .extracting(Request::server)
        .containsExactly("https://gmail.example");
  }

  @Test
  void whatIsUnseenIsAskedToo() throws Refusal {
    ModelMessage message =
        read(
            MESSAGES,
            anthropic(
                "'mcp_servers':[{'type':'url','url':'https://mcp.github.example/','name':'g'}]"));

    assertThat(message.requests()).hasSize(2).containsAll(message.unseen());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'mcp','server_label':'l','server_url':'https://evil.example/'}|ROUTE_UNKNOWN",
        "{'type':'mcp','server_label':'l','server_url':'https://mcp.github.example'}|ROUTE_UNKNOWN",
        "{'type':'mcp','connector_id':'connector_dropbox'}|ROUTE_UNKNOWN",
        "{'type':'web_search'}|ROUTE_UNKNOWN",
        "{'type':'code_interpreter','container':{'type':'auto'}}|ROUTE_UNKNOWN",
        "{'type':'computer_use_preview'}|ROUTE_UNKNOWN",
        "{'type':'file_search','vector_store_ids':['v']}|ROUTE_UNKNOWN",
        "{'type':'mcp_toolset','mcp_server_name':'x'}|ROUTE_UNKNOWN",
        "{'type':'MCP'}|ROUTE_UNKNOWN",
        "{'type':'mcp'}|REQUEST_MALFORMED",
        "{'type':null}|REQUEST_MALFORMED",
        "{'type':'mcp','server_url':'https://mcp.github.example/','connector_id':'connector_gmail'}"
            + "|REQUEST_MALFORMED",
        "{'type':'mcp','server_url':'https://mcp.github.example/','Server_url':'x'}"
            + "|REQUEST_MALFORMED",
        "{'type':'mcp','server_url':'https://mcp.github.example/','allowed_tools':'a'}"
            + "|REQUEST_MALFORMED",
        "{'type':'mcp','server_url':'https://mcp.github.example/','allowed_tools':{'x':1}}"
            + "|REQUEST_MALFORMED",
      })
  void otherSideDoorsAreShut(String tool, Reason reason) {
    assertThat(refused(RESPONSES, "{'model':'m','input':'x','tools':[" + tool + "]}"))
        .isEqualTo(reason);
  }

  @Test
  void aRouteMayNameAServerForAToolOfTheProvider() throws Refusal {
    Route.Model route =
        new Route.Model(
            terms(SERVER),
            ModelApi.OPENAI,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of("web_search", "https://search.example"));

    assertThat(
            read(route, RESPONSES, "{'model':'m','input':'x','tools':[{'type':'web_search'}]}")
                .unseen())
        .containsExactly(
            new Request.Mcp(
                "https://search.example", "tools/call", Optional.of("web_search"), Arguments.NONE));
  }

  private static List<Request.Mcp> toolset(String server, String tools) throws Refusal {
    return read(
            MESSAGES,
            anthropic(
                "'mcp_servers':[{'type':'url','url':'https://mcp.github.example/','name':'g'"
                    + server
                    + "}],'tools':["
                    + tools
                    + "]"))
        .unseen();
  }

  @Test
  void toolsetsOfAnthropic() throws Refusal {
    String set = "{'type':'mcp_toolset','mcp_server_name':'g'%s}";
    String off = ",'default_config':{'enabled':false},'configs':";

    assertThat(toolset("", "")).containsExactly(call(null));
    assertThat(toolset("", String.format(set, ""))).containsExactly(call(null));
    assertThat(toolset("", String.format(set, ",'configs':{'a':{'enabled':false}}")))
        .containsExactly(call(null));
    assertThat(toolset("", String.format(set, ",'default_config':{'defer_loading':true}")))
        .containsExactly(call(null));
    assertThat(
            toolset("", String.format(set, off + "{'a':{'enabled':true},'b':{'enabled':false}}")))
        .containsExactly(call("a"));
    assertThat(toolset("", String.format(set, off + "{}"))).containsExactly(call(null));
    assertThat(toolset(",'tool_configuration':{'enabled':true,'allowed_tools':['a']}", ""))
        .containsExactly(call("a"));
    assertThat(toolset(",'tool_configuration':{'enabled':true}", "")).containsExactly(call(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'mcp_servers':[{'type':'url','url':'https://evil.example/','name':'g'}]|ROUTE_UNKNOWN",
        "'mcp_servers':[{'type':'url','name':'g'}]|REQUEST_MALFORMED",
        "'mcp_servers':[{'type':'stdio','url':'https://mcp.github.example/','name':'g'}]"
            + "|REQUEST_MALFORMED",
        "'tools':[{'type':'mcp_toolset','mcp_server_name':'g'}]|REQUEST_MALFORMED",
        "'tools':[{'type':'web_search_20250305','name':'web_search'}]|ROUTE_UNKNOWN",
        "'tools':[{'type':'computer_20250124','name':'computer'}]|ROUTE_UNKNOWN",
        "'tools':[{'type':'code_execution_20250825','name':'x'}]|ROUTE_UNKNOWN",
      })
  void otherSideDoorsOfAnthropicAreShut(String more, Reason reason) {
    assertThat(refused(MESSAGES, anthropic(more))).isEqualTo(reason);
  }

  @Test
  void destructiveToolsAreNeverLeftToAProvider() throws Refusal {
    Routes routes =
        new Routes(
            List.of(new Route.Mcp(terms(GITHUB), Set.of("delete_repo"), Duration.ofHours(1))));
    ModelMessage safe = new ModelMessage(List.of(), List.of(call("read")), Bytes.EMPTY);
    ModelAdapter.requireHarmless(safe, routes);

    for (String name : new String[] {"delete_repo", null}) {
      ModelMessage message = new ModelMessage(List.of(), List.of(call(name)), Bytes.EMPTY);
      assertThat(
              catchThrowableOfType(
                      Refusal.class, () -> ModelAdapter.requireHarmless(message, routes))
                  .reason())
          .isEqualTo(Reason.BREAK_GLASS_NEEDED);
    }
  }

  private static String text(ModelMessage message) {
    return new String(message.body().toArray(), StandardCharsets.UTF_8).replace('"', '\'');
  }
}
