package io.deputy.issuer.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/** The templates, checked against what they are given when the service is built. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class Pages {
  private Pages() {}

  static native TemplateInstance chains(
      Visitor visitor, FilterForm form, List<ChainRow> rows, String next);

  static native TemplateInstance chain(Visitor visitor, ChainView view);

  static native TemplateInstance decisions(
      Visitor visitor,
      FilterForm form,
      List<DecisionChart> charts,
      List<DecisionRow> rows,
      String next);

  static native TemplateInstance replay(
      Visitor visitor,
      String chain,
      String outcome,
      int hops,
      int decisions,
      List<String> findings);

  static native TemplateInstance revoke(Visitor visitor, RevokeView view);

  static native TemplateInstance log(
      Visitor visitor, LogSums sums, List<String> findings, List<Leaf> leaves);

  static native TemplateInstance problem(Visitor visitor, String title, String text);

  /** For somebody who is nobody here. */
  static native TemplateInstance notice(String title, String text);

  /** How far the log is; origin and root are empty before the first checkpoint. */
  record LogSums(
      long leaves, long unsigned, long waiting, String origin, long signed, String root) {}

  /** One line of the last leaves of the log. */
  record Leaf(long index, String what, String key, Optional<String> chain) {}

  /** One line of the list of chains. */
  record ChainRow(
      String chain,
      String user,
      String issuer,
      List<String> agents,
      long hops,
      Moment began,
      Moment expires,
      Optional<String> purpose,
      String state) {}

  /** One line of the list of decisions. */
  record DecisionRow(
      Moment at,
      String verdict,
      Optional<String> reason,
      boolean claimed,
      String gateway,
      Optional<String> chain,
      Optional<String> user,
      List<String> agents,
      List<String> names,
      List<String> servers,
      Optional<String> route,
      Optional<String> trace,
      String content) {}
}
