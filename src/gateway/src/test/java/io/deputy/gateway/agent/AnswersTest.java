package io.deputy.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.agent.Tasks.Party;
import io.deputy.json.RightsJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  private static final Party MINE = new Party(AgentMessageTest.SERVER, "chain/hop");
  private static final Party OTHERS = new Party(AgentMessageTest.SERVER, "chain/other");
  private static final Party ELSEWHERE = new Party("https://other.example", "chain/hop");

  private final Tasks tasks = new Tasks();

  private Answers answers(Party party, boolean rpc) {
    return new Answers(tasks, party, Optional.of("book"), rpc);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(String json) throws Refusal {
    return Answers.read(bytes(json));
  }

  private static AgentMessage about(String task, Set<String> tasks, Set<String> contexts) {
    return new AgentMessage(
        Operation.SEND,
        true,
        Optional.empty(),
        Optional.ofNullable(task),
        tasks,
        contexts,
        Set.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'task','id':'t','contextId':'c','status':{}}",
        "{'task':{'id':'t','contextId':'c','status':{}}}",
        "{'statusUpdate':{'taskId':'t','contextId':'c','status':{}}}",
        "{'artifactUpdate':{'taskId':'t','contextId':'c'}}",
        "{'kind':'status-update','taskId':'t','contextId':'c','status':{}}",
        "{'kind':'message','taskId':'t','contextId':'c'}",
        "{'message':{'messageId':'m','taskId':'t','contextId':'c'}}",
        "{'msg':{'messageId':'m','taskId':'t','contextId':'c'}}",
      })
  void whatBeginsBelongsToWhoBeganIt(String result) throws Refusal {
    answers(MINE, false).claim(json(result));
    AgentMessage message = about("t", Set.of("t"), Set.of("c"));

    assertThat(tasks.require(MINE, message)).contains("book");
    for (Party other : new Party[] {OTHERS, ELSEWHERE}) {
      assertThat(catchThrowableOfType(Refusal.class, () -> tasks.require(other, message)).reason())
          .isEqualTo(Reason.SESSION_UNKNOWN);
    }
  }

  @Test
  void everyIdOfAMessageMustBeOnesOwn() throws Refusal {
    answers(MINE, false).claim(json("{'id':'t','contextId':'c','status':{}}"));
    answers(OTHERS, false).claim(json("{'id':'u','contextId':'d','status':{}}"));

    for (AgentMessage message :
        new AgentMessage[] {
          about("u", Set.of("u"), Set.of()),
          about("t", Set.of("t", "u"), Set.of()),
          about("t", Set.of("t"), Set.of("d")),
          about(null, Set.of(), Set.of("unheard-of")),
          about(null, Set.of("c"), Set.of()),
          about(null, Set.of(), Set.of("t")),
        }) {
      assertThat(catchThrowableOfType(Refusal.class, () -> tasks.require(MINE, message)).reason())
          .isEqualTo(Reason.SESSION_UNKNOWN);
    }
  }

  @Test
  void anAnswerAboutAnothersTaskIsNotPassedOn() throws Refusal {
    answers(OTHERS, false).claim(json("{'id':'t','status':{}}"));

    assertThatThrownBy(() -> answers(MINE, false).claim(json("{'task':{'id':'t','status':{}}}")))
        .isInstanceOf(Refusal.class);
    assertThat(tasks.isOf(OTHERS, "t")).isTrue();
  }

  @Test
  void aFailureBeginsNothing() throws Refusal {
    answers(MINE, true).claim(json("{'jsonrpc':'2.0','id':1,'error':{'code':-32001}}"));
    answers(MINE, true).claim(json("{'jsonrpc':'2.0','id':1,'result':{'id':'t','status':{}}}"));

    assertThat(tasks.isOf(MINE, "t")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "x",
        "{'result':1}",
        "{}",
        "{'result':{},'result':{'tasks':[]}}",
        "{'result':{'tasks':[]},'error':{'code':1}}",
        "{'result':{'tasks':{}}}",
        "{'result':{}}",
      })
  void aListThatCannotBeFilteredIsNotPassedOn(String answer) {
    assertThat(
            catchThrowableOfType(Refusal.class, () -> answers(MINE, true).filterTasks(json(answer)))
                .reason())
        .isEqualTo(Reason.UPSTREAM_UNAVAILABLE);
  }

  @Test
  void aListHasOnesOwnTasksAlone() throws Refusal {
    answers(MINE, false).claim(json("{'id':'t','status':{}}"));
    answers(OTHERS, false).claim(json("{'id':'u','status':{}}"));
    ObjectNode list =
        json("{'result':{'tasks':[{'id':'u'},{'id':'t'},{'id':'v'},7],'totalSize':4}}");

    answers(MINE, true).filterTasks(list);

    assertThat(list).isEqualTo(json("{'result':{'tasks':[{'id':'t'}],'totalSize':1}}"));
  }

  @Test
  void aCardShowsWhatMayBeAskedAtThisGateway() throws Refusal {
    ObjectNode card =
        json(
            "{'name':'n','url':'https://inner','skills':[{'id':'book'},{'id':'fire'}],"
                + "'signatures':[{}],'supportedInterfaces':[{'url':'https://inner',"
                + "'protocolBinding':'JSONRPC'},{'url':'inner:1','protocolBinding':'GRPC'}]}");

    cards(AgentMessageTest.SERVER).filter(card);

    assertThat(card)
        .isEqualTo(
            json(
                "{'name':'n','url':'https://gw/travel','skills':[{'id':'book'}],"
                    + "'supportedInterfaces':[{'url':'https://gw/travel',"
                    + "'protocolBinding':'JSONRPC'}]}"));
  }

  @Test
  void whoMayAskNothingGetsNoCard() throws Refusal {
    cards(AgentMessageTest.SERVER).requireSome();

    assertThatThrownBy(() -> cards("https://other.example").requireSome())
        .isInstanceOf(Refusal.class);
  }

  private static Cards cards(String server) throws Refusal {
    String rights =
        "[{'type':'agent','server':'"
            + server
            + "','operations':['message/send'],'skills':['book'],'push_urls':{'wildcard':true}}]";
    return new Cards(
        AgentMessageTest.route(null),
        RightsJson.read(rights.replace('\'', '"')),
        "https://gw/travel");
  }

  @Test
  void eventsAreReadBeforeTheyPassHoweverTheyAreCut() throws Refusal {
    String stream =
        ": hello\n\nevent: x\r\ndata: {'id':'t',\ndata: 'status':{}}\r\n\r\ndata: {'x':1}\n\n";
    for (int size = 1; size <= stream.length(); size++) {
      Tasks fresh = new Tasks();
      Answers answers = new Answers(fresh, MINE, Optional.empty(), false);
      EventStream events = new EventStream(data -> answers.claim(Answers.read(data)));
      Buffer passed = Buffer.buffer();
      byte[] bytes = bytes(stream);
      for (int from = 0; from < bytes.length; from += size) {
        passed.appendBuffer(
            events.take(
                Buffer.buffer().appendBytes(bytes, from, Math.min(size, bytes.length - from))));
      }
      assertThat(passed.getBytes()).isEqualTo(bytes);
      assertThat(fresh.isOf(MINE, "t")).isTrue();
    }
  }

  @Test
  void whatIsNoWholeEventDoesNotPass() throws Refusal {
    EventStream events = new EventStream(data -> Answers.read(data));

    assertThat(events.take(Buffer.buffer("data: {}\n")).length()).isZero();
    assertThat(events.take(Buffer.buffer("\n")).toString()).isEqualTo("data: {}\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {'id':'u','status':{}}\n\n",
        "data: x\n\n",
        "data:{}\rdata:{'id':'u'}\n\n",
        "\ufeffdata: {'id':'u','status':{}}\n\n",
        "data: {'id':'u','status':{}}\r\r\n",
        "data\n\ndata: []\n\n",
      })
  void eventsThatMayNotPassEndTheStream(String stream) throws Refusal {
    answers(OTHERS, false).claim(json("{'id':'u','status':{}}"));
    EventStream events = new EventStream(data -> answers(MINE, false).claim(Answers.read(data)));

    assertThatThrownBy(() -> events.take(Buffer.buffer(bytes(stream)))).isInstanceOf(Refusal.class);
  }
}
