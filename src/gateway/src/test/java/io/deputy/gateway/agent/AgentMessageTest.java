package io.deputy.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.routes.Route;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentMessageTest {
  static final String SERVER = "https://agents.acme.example/travel";

  static Route.Agent route(String skill) {
    return new Route.Agent(
        new Route.Terms(
            "travel",
            "/travel",
            SERVER,
            Optional.empty(),
            false,
            true,
            true,
            true,
            new TreeMap<>()),
        Optional.ofNullable(skill));
  }

  private static AgentMessage read(
      String skill, String method, String path, String query, String version, String body)
      throws Refusal {
    return AgentMessage.read(
        route(skill),
        method,
        path,
        Optional.ofNullable(query),
        Optional.ofNullable(version),
        Bytes.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static String rpc(String method, String params) {
    return "{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':" + params + "}";
  }

  private static AgentMessage rpc(String body) throws Refusal {
    return read(null, "POST", "", null, null, body);
  }

  private static AgentMessage rest(String method, String path, String body) throws Refusal {
    return read(null, method, path, null, null, body);
  }

  private static Reason refused(String body) {
    return catchThrowableOfType(Refusal.class, () -> rpc(body)).reason();
  }

  private static Reason refusedRest(String method, String path, String query, String body) {
    return catchThrowableOfType(Refusal.class, () -> read(null, method, path, query, null, body))
        .reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SendMessage|{'message':{}}|message/send|",
        "message/send|{'message':{}}|message/send|",
        "SendStreamingMessage|{'message':{}}|message/stream|",
        "message/stream|{'message':{'taskId':'t'}}|message/stream|t",
        "GetTask|{'id':'t'}|tasks/get|t",
        "tasks/get|{'id':'t','historyLength':1}|tasks/get|t",
        "ListTasks|{}|tasks/list|",
        "tasks/list|{}|tasks/list|",
        "CancelTask|{'id':'t'}|tasks/cancel|t",
        "tasks/cancel|{'id':'t'}|tasks/cancel|t",
        "SubscribeToTask|{'id':'t'}|tasks/resubscribe|t",
        "tasks/resubscribe|{'id':'t'}|tasks/resubscribe|t",
        "CreateTaskPushNotificationConfig|{'taskId':'t','url':'https://x'}"
            + "|tasks/pushNotificationConfig/set|t",
        "tasks/pushNotificationConfig/set|{'taskId':'t','pushNotificationConfig':{'url':'https://x'}}"
            + "|tasks/pushNotificationConfig/set|t",
        "GetTaskPushNotificationConfig|{'taskId':'t','id':'c'}|tasks/pushNotificationConfig/get|t",
        "tasks/pushNotificationConfig/get|{'id':'t','pushNotificationConfigId':'c'}"
            + "|tasks/pushNotificationConfig/get|t",
        "ListTaskPushNotificationConfigs|{'taskId':'t'}|tasks/pushNotificationConfig/list|t",
        "tasks/pushNotificationConfig/list|{'id':'t'}|tasks/pushNotificationConfig/list|t",
        "DeleteTaskPushNotificationConfig|{'taskId':'t','id':'c'}"
            + "|tasks/pushNotificationConfig/delete|t",
        "tasks/pushNotificationConfig/delete|{'id':'t','pushNotificationConfigId':'c'}"
            + "|tasks/pushNotificationConfig/delete|t",
        "GetExtendedAgentCard|{}|agent/getAuthenticatedExtendedCard|",
        "agent/getAuthenticatedExtendedCard|{}|agent/getAuthenticatedExtendedCard|",
      })
  void methodsOfBothGenerations(String method, String params, String operation, String task)
      throws Refusal {
    AgentMessage message = rpc(rpc(method, params));

    assertThat(message.operation().canonical()).isEqualTo(operation);
    assertThat(message.task()).isEqualTo(Optional.ofNullable(task));
    assertThat(message.tasks()).isEqualTo(task == null ? Set.of() : Set.of(task));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST|/message:send|{'message':{}}|message/send|",
        "POST|/v1/message:send|{'message':{'content':[]}}|message/send|",
        "POST|/message:stream|{'message':{}}|message/stream|",
        "GET|/tasks/t-1||tasks/get|t-1",
        "GET|/v1/tasks/t-1||tasks/get|t-1",
        "GET|/tasks||tasks/list|",
        "POST|/tasks/t:cancel|{}|tasks/cancel|t",
        "POST|/tasks/t:subscribe||tasks/resubscribe|t",
        "GET|/tasks/t:subscribe||tasks/resubscribe|t",
        "POST|/tasks/t/pushNotificationConfigs|{'url':'https://x'}"
            + "|tasks/pushNotificationConfig/set|t",
        "GET|/tasks/t/pushNotificationConfigs||tasks/pushNotificationConfig/list|t",
        "GET|/tasks/t/pushNotificationConfigs/c||tasks/pushNotificationConfig/get|t",
        "DELETE|/tasks/t/pushNotificationConfigs/c||tasks/pushNotificationConfig/delete|t",
        "GET|/extendedAgentCard||agent/getAuthenticatedExtendedCard|",
        "GET|/v1/card||agent/getAuthenticatedExtendedCard|",
      })
  void pathsOfBothGenerations(
      String method, String path, String body, String operation, String task) throws Refusal {
    AgentMessage message = rest(method, path, body == null ? "" : body);

    assertThat(message.operation().canonical()).isEqualTo(operation);
    assertThat(message.task()).isEqualTo(Optional.ofNullable(task));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/acme/message:send",
    "POST,/acme/v1/message:send",
    "GET,/acme/tasks/t",
    "GET,/tasks/t/",
    "GET,/tasks/a%2Fb",
    "GET,/tasks/a/b",
    "GET,/tasks/../tasks/t",
    "GET,/message:send",
    "DELETE,/tasks/t",
    "POST,/tasks/t:purge",
    "PUT,/tasks/t/pushNotificationConfigs/c",
    "POST,/.well-known/agent-card.json",
    "GET,/v1/extendedAgentCard",
    "GET,''",
  })
  void otherPathsDoNotPass(String method, String path) {
    assertThat(
            refusedRest(method, path, null, path.isEmpty() ? rpc("tasks/get", "{'id':'t'}") : ""))
        .isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tasks/purge", "sendMessage", "message/Send", "rpc.discover", "message//send"})
  void otherMethodsDoNotPass(String method) {
    assertThat(refused(rpc(method, "{'message':{}}"))).isEqualTo(Reason.METHOD_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "[{'jsonrpc':'2.0','id':1,'method':'tasks/get','params':{'id':'t'}}]",
        "{'jsonrpc':'2.0','method':'tasks/get','params':{'id':'t'}}",
        "{'jsonrpc':'2.0','id':null,'method':'tasks/get','params':{'id':'t'}}",
        "{'jsonrpc':'1.0','id':1,'method':'tasks/get','params':{'id':'t'}}",
        "{'jsonrpc':'2.0','id':1,'method':'tasks/get','method':'ListTasks','params':{'id':'t'}}",
        "{'jsonrpc':'2.0','id':1,'method':'tasks/get','params':['t']}",
        "{'jsonrpc':'2.0','id':1,'method':'tasks/get','params':{'id':'t'},'Params':{'id':'u'}}",
        "{'jsonrpc':'2.0','id':1,'method':'tasks/get'}",
        "{'jsonrpc':'2.0','id':1,'method':'message/send'}",
      })
  void envelopesThatAreNotOneCallAreRefused(String body) {
    assertThat(refused(body)).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SendMessage|{'tenant':'acme','message':{}}",
        "SendMessage|{'message':{'task_id':'t'}}",
        "SendMessage|{'message':{'TaskId':'t'}}",
        "SendMessage|{'message':{'context_id':'t'}}",
        "SendMessage|{'message':{'reference_task_ids':['t']}}",
        "SendMessage|{'message':{'taskId':1}}",
        "SendMessage|{'message':{},'configuration':{'push_notification_config':{}}}",
        "SendMessage|{'message':{},'configuration':{'taskPushNotificationConfig':{'token':'x'}}}",
        "SendMessage|{'message':{},'configuration':{'taskPushNotificationConfig':"
            + "{'url':'https://x','tenant':'y'}}}",
        "SendMessage|{'message':{},'configuration':{'taskPushNotificationConfig':"
            + "{'config':{'url':'https://x'}}}}",
        "GetTask|{'name':'tasks/t'}",
        "GetTask|{'id':'t','tenant':'x'}",
        "GetTask|{'id':'t','taskId':'u'}",
        "GetTask|{}",
        "CancelTask|{'id':null}",
        "CancelTask|{'id':''}",
        "tasks/pushNotificationConfig/get|{'taskId':'t','id':'u'}",
        "tasks/pushNotificationConfig/set|{'taskId':'t','url':'https://x'}",
        "tasks/pushNotificationConfig/set|{'taskId':'t'}",
        "CreateTaskPushNotificationConfig|{'taskId':'t'}",
        "GetTaskPushNotificationConfig|{'id':'t'}",
      })
  void membersThatAreNotKnownAreRefused(String method, String params) {
    assertThat(refused(rpc(method, params))).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void everythingThatAMessageNamesIsLookedAt() throws Refusal {
    AgentMessage message =
        rpc(
            rpc(
                "SendMessage",
                "{'message':{'taskId':'t','contextId':'c','referenceTaskIds':['r','s']}}"));

    assertThat(message.tasks()).containsExactlyInAnyOrder("t", "r", "s");
    assertThat(message.contexts()).containsExactly("c");
    assertThat(message.task()).contains("t");
  }

  @Test
  void everyUrlToNotifyIsAsked() throws Refusal {
    AgentMessage message =
        rpc(
            rpc(
                "SendMessage",
                "{'message':{},'configuration':{'taskPushNotificationConfig':{'url':'https://a'},"
                    + "'pushNotificationConfig':{'url':'https://b'},"
                    + "'pushNotification':{'url':'https://c'}}}"));

    assertThat(message.requests(route(null), Optional.empty()))
        .extracting(r -> ((Request.Agent) r).pushUrl().orElseThrow())
        .containsExactly("https://a", "https://b", "https://c");
  }

  @Test
  void twoTasksInOneRequestAreAmbiguous() {
    assertThat(
            refused(
                rpc(
                    "SendMessage",
                    "{'message':{'taskId':'t'},'configuration':{'taskPushNotificationConfig':"
                        + "{'taskId':'u','url':'https://a'}}}")))
        .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
    assertThat(
            refusedRest(
                "POST",
                "/tasks/t/pushNotificationConfigs",
                null,
                "{'taskId':'u','url':'https://a'}"))
        .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
  }

  private static final String SKILLED =
      rpc("SendMessage", "{'message':{'metadata':{'io.deputy/skill':'book'}}}");

  @Test
  void theSkillIsTheRoutesOrTheMessagesOrTheTasks() throws Refusal {
    AgentMessage plain = rpc(rpc("SendMessage", "{'message':{}}"));

    assertThat(skill(rpc(SKILLED), route(null), null)).contains("book");
    assertThat(skill(rpc(SKILLED), route("book"), null)).contains("book");
    assertThat(skill(plain, route("book"), null)).contains("book");
    assertThat(skill(plain, route(null), "book")).contains("book");
    assertThat(skill(plain, route(null), null)).isEmpty();
  }

  private static Optional<String> skill(AgentMessage message, Route.Agent route, String ofTask)
      throws Refusal {
    return ((Request.Agent) message.requests(route, Optional.ofNullable(ofTask)).get(0)).skill();
  }

  @Test
  void skillsThatDifferAreAmbiguous() {
    Refusal route =
        catchThrowableOfType(Refusal.class, () -> read("search", "POST", "", null, null, SKILLED));
    Refusal task =
        catchThrowableOfType(
            Refusal.class, () -> rpc(SKILLED).requests(route(null), Optional.of("search")));

    assertThat(route.reason()).isEqualTo(Reason.MESSAGE_AMBIGUOUS);
    assertThat(task.reason()).isEqualTo(Reason.MESSAGE_AMBIGUOUS);
    assertThat(refused(rpc("SendMessage", "{'message':{},'metadata':{'io.deputy/skill':'book'}}")))
        .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "SendMessage,1.0,-,true",
        "SendMessage,-,A2A-Version=1.0,true",
        "SendMessage,1.0,A2A-Version=1.0,true",
        "SendMessage,-,-,true",
        "message/send,0.3,-,true",
        "message/send,'',-,true",
        "SendMessage,1.0,A2A-Version=0.3,false",
        "SendMessage,1.0,A2A-Version=,false",
        "SendMessage,0.3,-,false",
        "message/send,1.0,-,false",
        "SendMessage,2.0,-,false",
        "SendMessage,1.0.0,-,false",
      })
  void versionsMustAgree(String method, String header, String query, boolean passes)
      throws Refusal {
    String body = rpc(method, "{'message':{}}");
    if (passes) {
      assertThat(read(null, "POST", "", query, header, body).operation()).isEqualTo(Operation.SEND);
    } else {
      assertThat(
              catchThrowableOfType(Refusal.class, () -> read(null, "POST", "", query, header, body))
                  .reason())
          .isEqualTo(Reason.MESSAGE_AMBIGUOUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant=acme",
        "context_id=c",
        "contextId=c&contextId=d",
        "context%49d=c",
        "contextId=%63",
        "A2A-Version=1.0&A2A-Version=0.3",
        "&",
        "contextId",
      })
  void queriesThatCouldBeReadInTwoWaysAreRefused(String query) {
    assertThat(refusedRest("GET", "/tasks", query, "")).isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void aListNamesAConversation() throws Refusal {
    assertThat(read(null, "GET", "/tasks", "contextId=c&pageSize=5", null, "").contexts())
        .containsExactly("c");
    assertThat(rpc(rpc("ListTasks", "{'contextId':'c'}")).contexts()).containsExactly("c");
  }
}
