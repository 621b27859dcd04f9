package io.deputy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decides one request as a gateway would: offline, with public keys only. */
@Command(
    name = "verify",
    description = "Decides one request as a gateway would: offline, with public keys only.",
    footer = {"", "Exit codes: 0 allowed, 1 refused, 2 could not decide or wrong usage."})
final class VerifyCommand implements Callable<Integer> {
  private static final String NOT_CHECKED = "revocation not checked";

  private final Console console;

  @Option(
      names = "--token",
      required = true,
      paramLabel = "<text|@file|->",
      description = "The delegation token: its text, a file, or - for standard input.")
  private String token;

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "<file>",
      description = "The issuer's public keys: what it serves at /.well-known/jwks.json.")
  private String keys;

  @Option(
      names = "--request",
      required = true,
      paramLabel = "<file>",
      description = "The request as JSON: audience (the gateway), type, server, and the rest.")
  private String request;

  @Option(
      names = "--proven-key",
      paramLabel = "<thumbprint>",
      description =
          "The key that the caller has proved (RFC 7638, SHA-256). Taken on trust: a gateway checks"
              + " the proof itself.")
  private String provenKey;

  @Option(
      names = "--now",
      paramLabel = "<instant>",
      description = "Decides as of this moment, for instance 2026-11-24T10:00:00Z.")
  private String now;

  @Option(names = "--json", description = "Answers in JSON.")
  private boolean json;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Unusable {
    TrustedKeys trusted = Inputs.keys(keys);
    PresentedRequest presented = Inputs.request(request);
    ProvenKey proven =
        provenKey == null ? ProvenKey.NONE : new ProvenKey(Inputs.thumbprint(provenKey));
    Instant moment = Inputs.moment(now);
    String text = Inputs.token(token, console.in());
    return show(decide(new Verifier(trusted), text, presented, proven, moment));
  }

  private static Decision decide(
      Verifier verifier, String text, PresentedRequest presented, ProvenKey proven, Instant now) {
    try {
      return verifier.check(TokenText.read(text), presented, proven, now);
    } catch (Refusal refusal) {
      return new Decision.Denied(refusal.reason(), refusal.getMessage());
    }
  }

  private int show(Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      allowed(allowed.chain());
      return Exit.YES;
    }
    if (decision instanceof Decision.Denied denied) {
      refused("denied", "refused", denied.reason(), denied.detail());
      return Exit.NO;
    }
    Decision.Undecided undecided = (Decision.Undecided) decision;
    refused("undecided", "could not decide", undecided.reason(), undecided.detail());
    return Exit.NO_ANSWER;
  }

  private void allowed(VerifiedChain chain) {
    if (json) {
      ObjectNode answer = JsonAnswer.object().put("decision", "allowed");
      JsonAnswer.chain(answer, chain.issuer(), chain.id(), chain.user());
      JsonAnswer.hop(answer.putObject("hop"), chain.last());
      JsonAnswer.print(console, answer.put("revocation", "not_checked"));
      return;
    }
    console.out().println(console.paint().good("allowed") + " (" + NOT_CHECKED + ")");
    console
        .out()
        .println(
            "  "
                + Describe.escape(chain.last().holder().agent())
                + " acts for "
                + Describe.escape(chain.user().subject())
                + " of "
                + Describe.escape(chain.user().issuer())
                + ", hop "
                + chain.last().number()
                + ", until "
                + chain.last().expiresAt());
  }

  private void refused(String word, String shown, Reason reason, String detail) {
    if (json) {
      JsonAnswer.print(
          console,
          JsonAnswer.object()
              .put("decision", word)
              .put("reason", reason.code())
              .put("detail", detail)
              .put("revocation", "not_checked"));
      return;
    }
    console
        .out()
        .println(console.paint().bad(shown + ": " + reason.code()) + " (" + NOT_CHECKED + ")");
    console.out().println("  " + Printable.line(detail));
    if (reason == Reason.HOLDER_KEY_UNPROVEN) {
      console.out().println("  say with --proven-key which key the caller has proved");
    }
  }
}
