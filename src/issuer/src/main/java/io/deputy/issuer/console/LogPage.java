package io.deputy.issuer.console;

import io.deputy.issuer.replay.Audit;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.LogStatus;
import io.deputy.log.Checkpoint;
import io.deputy.log.LogKind;
import io.quarkus.oidc.AuthorizationCodeFlow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code /console/log}: how far the transparency log is, and what came last. */
@Path("/console/log")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class LogPage {
  private final Visitor visitor;
  private final Audit audit;

  LogPage(Visitor visitor, Audit audit) {
    this.visitor = visitor;
    this.audit = audit;
  }

  /** The log of now. */
  @GET
  public Response log() {
    return Answers.page(
        visitor,
        () -> {
          LogStatus status = audit.log();
          return Pages.log(
              visitor,
              sums(status),
              status.findings().stream().map(Finding::describe).toList(),
              status.last().stream().map(LogPage::leaf).toList());
        });
  }

  private static Pages.LogSums sums(LogStatus status) {
    return new Pages.LogSums(
        status.size(),
        status.unsigned(),
        status.waiting(),
        status.newest().map(Checkpoint::origin).orElse(""),
        status.newest().map(newest -> newest.head().size()).orElse(0L),
        status.newest().map(newest -> newest.head().root().toHex()).orElse(""));
  }

  private static Pages.Leaf leaf(LogStatus.Last leaf) {
    return new Pages.Leaf(
        leaf.index(),
        leaf.entry().map(entry -> words(entry.kind())).orElse("not readable here"),
        leaf.entry().map(entry -> Lines.name(entry.key())).orElse(""),
        leaf.chain().map(Object::toString));
  }

  private static String words(LogKind kind) {
    return switch (kind) {
      case HOP -> "hop";
      case REVOCATION -> "revocation";
      case DIRECTORY_VERSION -> "content of a directory";
      case DIRECTORY_HISTORY -> "directory in force";
      case KEY_EVENT -> "state of a key";
      case DECISION_BATCH -> "batch of decisions";
      case TOMBSTONE -> "tombstone of decisions";
    };
  }
}
