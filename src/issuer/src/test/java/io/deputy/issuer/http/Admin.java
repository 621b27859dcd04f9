package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.acme.Acme;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What olivia, an operator, does to the directory. */
final class Admin {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Admin() {}

  static RequestSpecification olivia() {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + Acme.operator().compact());
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

  /** Puts the directory into force that was in force before. */
  static void restore(ObjectNode directory) {
    put("/admin/directory", directory.toString(), "*").then().statusCode(200);
  }

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
