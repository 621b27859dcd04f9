package io.deputy.issuer.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What OCSF 1.8.0 wants of the classes that we write: what every event and object must have, what
 * it may have, and of what one must be there. Taken down from the schema by hand, so that a name
 * that we make up is found.
 */
public final class OcsfSchema {
  /** Of a class or an object: what it must have, one of which it must have, and what it may. */
  private record Type(Set<String> must, Set<String> oneOf, Map<String, String> may) {}

  private static final String VALUE = "";

  private static final Map<String, String> USER = values("uid", "name", "domain", "type_id");

  private static final Map<String, Type> OBJECTS =
      Map.ofEntries(
          Map.entry(
              "metadata",
              new Type(
                  Set.of("product", "version"),
                  Set.of(),
                  with(
                      values("version", "uid", "correlation_uid", "logged_time", "profiles"),
                      "product"))),
          Map.entry(
              "product",
              new Type(Set.of(), Set.of("name", "uid"), values("name", "uid", "vendor_name"))),
          Map.entry(
              "actor",
              new Type(
                  Set.of(),
                  Set.of("process", "user", "invoked_by", "session", "app_name", "app_uid"),
                  with(values("app_name", "app_uid"), "user", "session"))),
          Map.entry(
              "user", new Type(Set.of(), Set.of("account", "name", "uid"), with(USER, "groups"))),
          Map.entry("groups", new Type(Set.of(), Set.of("name", "uid"), values("name", "uid"))),
          Map.entry(
              "session",
              new Type(
                  Set.of(),
                  Set.of(),
                  values(
                      "uid", "uid_alt", "created_time", "expiration_time", "is_remote", "issuer"))),
          Map.entry(
              "entity",
              new Type(
                  Set.of(),
                  Set.of("name", "uid", "device", "group", "org", "policy", "user"),
                  with(values("name", "uid", "type", "type_id"), "user"))),
          Map.entry(
              "api", new Type(Set.of("operation"), Set.of(), with(values("operation"), "service"))),
          Map.entry("service", new Type(Set.of(), Set.of("name", "uid"), values("name", "uid"))),
          Map.entry(
              "src_endpoint",
              new Type(
                  Set.of(),
                  Set.of("ip", "uid", "name", "hostname", "svc_name"),
                  values("ip", "uid", "name", "hostname", "svc_name"))),
          Map.entry(
              "dst_endpoint",
              new Type(
                  Set.of(),
                  Set.of("ip", "uid", "name", "hostname", "svc_name"),
                  values("ip", "uid", "name", "hostname", "svc_name"))),
          Map.entry(
              "resources",
              new Type(Set.of(), Set.of("name", "uid"), values("name", "uid", "namespace"))));

  private static final Map<String, String> OF_EVERY_EVENT =
      with(
          values(
              "activity_id",
              "activity_name",
              "category_uid",
              "class_uid",
              "type_uid",
              "severity_id",
              "time",
              "message",
              "status_id",
              "status_code",
              "raw_data",
              "unmapped"),
          "metadata");

  private static final Set<String> REQUIRED =
      Set.of(
          "activity_id",
          "category_uid",
          "class_uid",
          "type_uid",
          "severity_id",
          "time",
          "metadata");

  private static final Map<Integer, Type> CLASSES =
      Map.of(
          3003,
          event(
              Set.of("user"),
              Set.of("privileges", "group"),
              with(values("privileges"), "user", "session", "actor", "src_endpoint")),
          3004,
          event(
              Set.of("entity"),
              Set.of(),
              with(values("comment"), "entity", "actor", "src_endpoint")),
          6003,
          event(
              Set.of("actor", "api", "src_endpoint"),
              Set.of(),
              with(
                  values("action_id", "disposition_id"), // of the profile security_control
                  "actor",
                  "api",
                  "src_endpoint",
                  "dst_endpoint",
                  "resources")));

  /** The values that an enumeration has here, beside 0 and 99. */
  private static final Map<String, List<Integer>> ENUMERATIONS =
      Map.of(
          "3003/activity_id", List.of(1, 2),
          "3004/activity_id", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
          "6003/activity_id", List.of(1, 2, 3, 4),
          "severity_id", List.of(1, 2, 3, 4, 5, 6),
          "status_id", List.of(1, 2),
          "action_id", List.of(1, 2),
          "disposition_id", List.of(1, 2, 27),
          "type_id", List.of(1, 2));

  private OcsfSchema() {}

  private static Map<String, String> values(String... names) {
    Map<String, String> values = new TreeMap<>();
    for (String name : names) {
      values.put(name, VALUE);
    }
    return values;
  }

  private static Map<String, String> with(Map<String, String> values, String... objects) {
    Map<String, String> all = new TreeMap<>(values);
    for (String object : objects) {
      all.put(object, object);
    }
    return all;
  }

  private static Type event(Set<String> must, Set<String> oneOf, Map<String, String> may) {
    Set<String> all = new TreeSet<>(REQUIRED);
    all.addAll(must);
    Map<String, String> names = new TreeMap<>(OF_EVERY_EVENT);
    names.putAll(may);
    return new Type(all, oneOf, names);
  }

  /** Fails unless it is an event as OCSF wants it. */
  public static void require(JsonNode event) {
    int classOf = event.path("class_uid").intValue();
    assertThat(CLASSES).as("class of %s", event).containsKey(classOf);
    require(event, CLASSES.get(classOf), classOf, "event");
    assertThat(event.get("category_uid").intValue()).isEqualTo(classOf / 1000);
    assertThat(event.get("type_uid").longValue())
        .isEqualTo(classOf * 100L + event.get("activity_id").longValue());
    assertThat(event.get("time").isIntegralNumber()).isTrue();
  }

  private static void require(JsonNode node, Type type, int classOf, String where) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    assertThat(names).as(where).containsAll(type.must());
    assertThat(type.may().keySet()).as(where).containsAll(names);
    if (!type.oneOf().isEmpty()) {
      assertThat(names).as(where).containsAnyElementsOf(type.oneOf());
    }
    for (String name : names) {
      JsonNode value = node.get(name);
      List<Integer> allowed =
          ENUMERATIONS.getOrDefault(classOf + "/" + name, ENUMERATIONS.get(name));
      if (allowed != null && value.intValue() != 0 && value.intValue() != 99) {
        assertThat(allowed).as("%s %s", where, name).contains(value.intValue());
      }
      String object = type.may().get(name);
      if (!object.isEmpty()) {
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
          require(one, OBJECTS.get(object), classOf, where + "/" + name);
        }
      }
    }
  }
}
