package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hook that shows whole bodies decides of MCP, models and agents, and what it cannot. */
class HookedProtocolsTest {
  private static final String ALLOWED = "";

  @TempDir static Path home;
  private static Hooked hooked;

  @BeforeAll
  static void start() throws Exception {
    hooked = new Hooked(home);
  }

  @AfterAll
  static void stop() {
    hooked.close();
  }

  private static HttpRequest.Builder to(String target) throws Exception {
    return hooked
        .to("/authz/ext/" + target)
        .header("Authorization", "Bearer " + hooked.token())
        .header("x-envoy-auth-partial-body", "false");
  }

  /** What Envoy over HTTP is told: nothing if the request passes, else the reason. */
  private static String reason(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = Hooked.send(request);
    if (answer.statusCode() == 200) {
      return ALLOWED;
    }
    assertThat(answer.statusCode()).isIn(401, 403);
    return answer.body().replaceAll(".*\"reason\":\"([a-z_]+)\".*", "$1");
  }

  private static String posted(String target, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        to(target)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return reason(request);
  }

  private static String rpc(String method, String params) {
    return "{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':" + params + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "tools/call|{'name':'search','arguments':{'limit':10}}|``",
        "tools/call|{'name':'search','arguments':{'limit':11}}|request_not_within_rights",
        "tools/call|{'name':'delete','arguments':{}}|request_not_within_rights",
        "tools/call|{'name':'search','arguments':{'limit':1},'NAME':'x'}|message_ambiguous",
        "tools/list|{}|``",
        "prompts/list|{}|request_not_within_rights",
        "resources/list|{}|request_not_within_rights",
        "initialize|{'protocolVersion':'2025-06-18'}|``",
        "ping|{}|``",
        "tasks/get|{'taskId':'t'}|session_unknown",
        "tasks/list|{}|request_not_within_rights",
        "admin/all|{}|method_unknown",
        "tools/list|{'_meta':{'io.modelcontextprotocol/related-task':{'taskId':'t'}}}|session_unknown",
      })
  void mcpIsDecidedOnNameAndArgumentsAndNoListGoesUnfiltered(
      String method, String params, String reason) throws Exception {
    assertThat(posted("github/github", rpc(method, params))).isEqualTo(reason);
  }

  @Test
  void mcpMustAgreeWithItsHeadersAndNeedsNoSession() throws Exception {
    String modern =
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'search',"
            + "'arguments':{'limit':1},'_meta':{'io.modelcontextprotocol/protocolVersion':"
            + "'2026-07-28'}}}";
    String[] headers = {
      "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "search"
    };
    String[] another = headers.clone();
    another[5] = "delete";

    assertThat(posted("github/github", modern, headers)).isEqualTo(ALLOWED);
    assertThat(posted("github/github", modern, another)).isEqualTo("message_ambiguous");
    assertThat(posted("github/github", modern, "MCP-Protocol-Version", "2099-01-01"))
        .isEqualTo("message_ambiguous");
    for (String stream : List.of("Mcp-Session-Id", "Last-Event-ID")) {
      String[] more = Arrays.copyOf(headers, headers.length + 2);
      more[6] = stream;
      more[7] = "s";
      assertThat(posted("github/github", modern, more)).isEqualTo("session_unknown");
    }
    assertThat(posted("github/github", rpc("ping", "{}"), "Mcp-Session-Id", "s"))
        .isEqualTo("session_unknown");
    assertThat(posted("github/github", rpc("ping", "{}"), "MCP-Protocol-Version", "1999-01-01"))
        .isEqualTo("request_malformed");
    assertThat(posted("github/github", rpc("ping", "{}"), "Origin", "https://evil.example"))
        .isEqualTo("request_malformed");
    assertThat(posted("github/github/below", rpc("ping", "{}"))).isEqualTo("route_unknown");
    assertThat(posted("github/github", "[" + rpc("ping", "{}") + "]"))
        .isEqualTo("request_malformed");
    assertThat(posted("github/github", "{'jsonrpc':'2.0','id':1,'result':{}}"))
        .isEqualTo("session_unknown");
    assertThat(reason(to("github/github").GET())).isEqualTo("method_unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'model':'exact','messages':[],'max_tokens':100}|``",
        "{'model':'exact','messages':[],'max_tokens':101}|request_not_within_rights",
        "{'model':'exact','messages':[],'max_tokens':60,'n':2}|request_not_within_rights",
        "{'model':'exact','messages':[]}|request_not_within_rights",
        "{'model':'small','messages':[],'max_tokens':1}|message_ambiguous",
        "{'model':'other','messages':[],'max_tokens':1}|route_unknown",
        "{'model':'exact','messages':[],'max_tokens':1,'extra':1}|request_malformed",
      })
  void aModelIsDecidedOnItsBodyWhichAHookCannotChange(String body, String reason) throws Exception {
    assertThat(posted("chat/v1/chat/completions", body)).isEqualTo(reason);
  }

  @Test
  void whatAModelWouldCallNeedsARightToAnyArguments() throws Exception {
    String body =
        "{'model':'exact','input':'x','max_output_tokens':1,'tools':[{'type':'mcp',"
            + "'server_label':'g','server_url':'https://tools.example/github',"
            + "'allowed_tools':['search'],'require_approval':'never'}]}";

    assertThat(posted("chat/v1/responses", body)).isEqualTo("request_not_within_rights");
    assertThat(posted("chat/v1/responses", body.replace("'search'", "'count'")))
        .isEqualTo("request_not_within_rights");
    assertThat(posted("github/github", rpc("tools/call", "{'name':'count'}"))).isEqualTo(ALLOWED);
    assertThat(posted("chat/v1/responses", body.replace("'search'", "'wipe'")))
        .isEqualTo("break_glass_needed");
    assertThat(posted("chat/v1/responses", body, "OpenAI-Project", "p"))
        .isEqualTo("message_ambiguous");
    assertThat(reason(to("chat/v1/models").GET())).isNotEqualTo(ALLOWED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "message/send|'metadata':{'io.deputy/skill':'book'}|``",
        "message/send|'metadata':{'io.deputy/skill':'cancel'}|request_not_within_rights",
        "message/stream|'metadata':{'io.deputy/skill':'book'}|request_not_within_rights",
        "message/send|'taskId':'t','metadata':{'io.deputy/skill':'book'}|session_unknown",
        "message/send|'contextId':'c','metadata':{'io.deputy/skill':'book'}|session_unknown",
      })
  void anAgentIsDecidedOnSkillAndOnlyWhereSomethingBegins(String method, String more, String reason)
      throws Exception {
    String message =
        "{'message':{'kind':'message','messageId':'m','role':'user','parts':"
            + "[{'kind':'text','text':'x'}],"
            + more
            + "}}";
    assertThat(posted("peer/", rpc(method, message))).isEqualTo(reason);
  }

  @Test
  void tasksListsAndCardsOfAgentsNeedTheProxy() throws Exception {
    assertThat(posted("peer/", rpc("tasks/get", "{'id':'t'}"))).isEqualTo("method_unknown");
    assertThat(reason(to("peer/.well-known/agent-card.json").GET())).isEqualTo("method_unknown");
    assertThat(reason(to("peer/v1/card").GET())).isEqualTo("method_unknown");
  }
}
