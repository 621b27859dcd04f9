package io.deputy.cli.demo;

import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.cli.Printable;
import io.deputy.cli.RightsText;
import io.deputy.json.RightsJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The first half of the story: authority goes from Alice to the summarizer and shrinks. */
final class Delegation {
  private static final double SECONDS_PER_MINUTE = 60.0;
  private static final Duration ORCHESTRATOR_LIFETIME = Duration.ofMinutes(20);
  private static final Duration RESEARCHER_LIFETIME = Duration.ofMinutes(10);
  private static final Duration SUMMARIZER_LIFETIME = Duration.ofMinutes(5);

  private final Stage stage;
  private final Cast cast;
  private final Exchange exchange;
  private final String issuer;

  Delegation(Stage stage, Cast cast, Exchange exchange, String issuer) {
    this.stage = stage;
    this.cast = cast;
    this.exchange = exchange;
    this.issuer = issuer;
  }

  /** Plays it; the tokens of orchestrator, researcher and summarizer, in this order. */
  List<Answer.Granted> play() throws Broken, InterruptedException {
    stage.begin("alice signs in and asks orchestrator for help");
    stage.say("her token is for orchestrator only, and for the scopes \"issues\" and \"handbook\"");
    String aliceToken = cast.alicesToken(issuer, "issues handbook", Instant.now());
    Rights alices = Cast.alicesRights();
    stage.show("alice", RightsText.lines(alices));

    stage.begin("alice -> orchestrator");
    Answer.Granted first =
        grantAll(
            Ask.first(cast.orchestrator(), aliceToken, ask("orchestrator"), ORCHESTRATOR_LIFETIME),
            alices);

    stage.begin("alice -> orchestrator -> researcher");
    Answer.Granted second =
        grantAll(
            Ask.next(
                cast.orchestrator(),
                first.token(),
                cast.researcher(),
                ask("researcher"),
                RESEARCHER_LIFETIME),
            first.rights());

    Ask tooMuch =
        Ask.next(
            cast.researcher(),
            second.token(),
            cast.summarizer(),
            ask("summarizer"),
            SUMMARIZER_LIFETIME);
    stage.begin("researcher reaches for more than it has");
    refuse(tooMuch);

    stage.begin("alice -> orchestrator -> researcher -> summarizer");
    stage.say("researcher asks again, now with on_excess=narrow");
    return List.of(first, second, narrow(tooMuch.narrowing(), second.rights()));
  }

  private static String ask(String agent) {
    return Resource.text("demo/asks/" + agent + ".json");
  }

  private Answer.Granted grantAll(Ask ask, Rights before) throws Broken, InterruptedException {
    Answer.Granted granted = granted(ask);
    Rights asked = rights(ask);
    if (!granted.rights().sameAs(asked)) {
      throw new Broken("other rights were granted than were asked for");
    }
    stage.show("asked", RightsText.lines(asked));
    stage.show("granted", List.of("all of it, for " + minutes(granted)));
    stage.show("lost", RightsText.lost(before, granted.rights()));
    return granted;
  }

  private Answer.Granted narrow(Ask ask, Rights before) throws Broken, InterruptedException {
    Answer.Granted granted = granted(ask);
    Rights asked = rights(ask);
    if (granted.rights().sameAs(asked)) {
      throw new Broken("nothing was narrowed");
    }
    stage.show("asked", RightsText.lines(asked));
    stage.show("cut off", RightsText.lost(asked, granted.rights()));
    stage.show("granted", List.of("the rest, for " + minutes(granted)));
    stage.show("lost", RightsText.lost(before, granted.rights()));
    return granted;
  }

  private void refuse(Ask ask) throws Broken, InterruptedException {
    stage.show("asked", RightsText.lines(rights(ask)));
    Answer answer = exchange.ask(ask);
    if (!(answer instanceof Answer.Refused refused)) {
      throw new Broken("more was granted than the caller has");
    }
    if (!refused.reason().startsWith("rights_exceed") || refused.counterExample().isEmpty()) {
      throw new Broken("it was refused for another reason: " + line(refused));
    }
    stage.refused(
        "for instance: " + Describe.request(refused.counterExample().get()),
        Printable.line(refused.reason()),
        Printable.line(refused.description()));
  }

  private Answer.Granted granted(Ask ask) throws Broken, InterruptedException {
    Answer answer = exchange.ask(ask);
    if (answer instanceof Answer.Refused refused) {
      throw new Broken("the exchange was refused: " + line(refused));
    }
    return (Answer.Granted) answer;
  }

  private static String line(Answer.Refused refused) {
    return Printable.line(
        refused.status()
            + " "
            + refused.error()
            + ", "
            + refused.reason()
            + ": "
            + refused.description());
  }

  private static Rights rights(Ask ask) throws Broken {
    try {
      return RightsJson.read(ask.rights());
    } catch (Refusal e) {
      throw new Broken("the packaged rights cannot be read: " + e.getMessage(), e);
    }
  }

  private static String minutes(Answer.Granted granted) {
    return Math.round(granted.lifetime().toSeconds() / SECONDS_PER_MINUTE) + " minutes";
  }
}
