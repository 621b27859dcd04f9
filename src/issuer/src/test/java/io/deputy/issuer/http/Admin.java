package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.acme.Acme;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What olivia, an operator, does to the directory. */
final class Admin {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Admin() {}

  static RequestSpecification olivia() {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + Acme.operator().compact());
  }

  /** Olivia with the scope to read the record, and no other. */
  static RequestSpecification auditing() {
    return given()
        .urlEncodingEnabled(false)
        .header(
            "Authorization", "Bearer " + Acme.operator().with("scope", "deputy:audit").compact());
  }

  static Response get(String path) {
    return olivia().get(path);
  }

  static Response put(String path, String json, String ifMatch) {
    return olivia()
        .contentType("application/json")
        .header("If-Match", ifMatch)
        .body(json)
        .put(path);
  }

  static Response create(String path, String json) {
    return olivia()
        .contentType("application/json")
        .header("If-None-Match", "*")
        .body(json)
        .put(path);
  }

  static Response delete(String path, String ifMatch) {
    return olivia().header("If-Match", ifMatch).delete(path);
  }

  /** The directory in force. */
  static ObjectNode directory() {
    return tree(get("/admin/directory").then().statusCode(200).extract().asString());
  }

  /** One element of a list of the directory in force. */
  static ObjectNode entry(String list, int index) {
    return (ObjectNode) directory().get(list).get(index);
  }

  /** One agent of it. */
  static ObjectNode agent(String id) {
    return (ObjectNode)
        agents(directory())
            .filter(a -> id.equals(a.get("id").textValue()))
            .findFirst()
            .orElseThrow();
  }

  /** Takes an agent out of {@code directory}, and out of what others may delegate to. */
  static void removeAgent(ObjectNode directory, String id) {
    ArrayNode agents = (ArrayNode) directory.get("agents");
    for (int i = agents.size() - 1; i >= 0; i--) {
      if (agents.get(i).get("id").textValue().equals(id)) {
        agents.remove(i);
      } else {
        ((ObjectNode) agents.get(i)).putArray("may_delegate_to");
      }
    }
  }

  static Response disable(String agent) {
    return put("/admin/agents/" + agent, agent(agent).put("disabled", true).toString(), "*");
  }

  /** Puts the directory into force that was in force before. */
  static void restore(ObjectNode directory) {
    boolean revives = !enabled(directory()).containsAll(enabled(directory));
    put("/admin/directory", directory.toString(), "*").then().statusCode(200);
    if (revives) {
      waitForTheNextSecond();
    }
  }

  /** What an agent is given from the next second on lives again, once it was disabled. */
  static void waitForTheNextSecond() {
    try {
      Thread.sleep(1_100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> enabled(ObjectNode directory) {
    return agents(directory)
        .filter(a -> !a.path("disabled").asBoolean())
        .map(a -> a.get("id").textValue())
        .collect(Collectors.toSet());
  }

  private static Stream<JsonNode> agents(ObjectNode directory) {
    return StreamSupport.stream(directory.get("agents").spliterator(), false);
  }

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
