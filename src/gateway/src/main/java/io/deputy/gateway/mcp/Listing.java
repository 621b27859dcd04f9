package io.deputy.gateway.mcp;

import java.util.Optional;

/** What lists hold, and which method uses what is listed. */
enum Listing {
  TOOLS("tools/list", "tools", "name", "tools/call"),
  RESOURCES("resources/list", "resources", "uri", "resources/read"),
  TEMPLATES("resources/templates/list", "resourceTemplates", "uriTemplate", "resources/read"),
  PROMPTS("prompts/list", "prompts", "name", "prompts/get"),
  TASKS("tasks/list", "tasks", "taskId", "tasks/get");

  private final String method;
  private final String member;
  private final String key;
  private final String use;

  Listing(String method, String member, String key, String use) {
    this.method = method;
    this.member = member;
    this.key = key;
    this.use = use;
  }

  /** The list that a method asks for. */
  static Optional<Listing> of(String method) {
    for (Listing listing : values()) {
      if (listing.method.equals(method)) {
        return Optional.of(listing);
      }
    }
    return Optional.empty();
  }

  /** The member of the result that is the list. */
  String member() {
    return member;
  }

  /** The member of each entry that names it. */
  String key() {
    return key;
  }

  /** The method that uses what is listed. */
  String use() {
    return use;
  }
}
