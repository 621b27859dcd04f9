package io.deputy.cli.demo;

import io.deputy.Refusal;
import io.deputy.json.RequestJson;
import io.deputy.verify.PresentedRequest;
import java.util.List;

/** The requests of the story, as the files that {@code deputy verify} takes. */
final class Requests {
  static final List<String> ALL = List.of("search", "handbook", "create", "search-too-much");

  private Requests() {}

  static String text(String name) {
    return Resource.text("demo/requests/" + name + ".json");
  }

  static PresentedRequest read(String name) throws Refusal {
    return RequestJson.read(text(name));
  }
}
