package io.deputy.cli.demo;

import io.deputy.cli.Console;
import io.deputy.cli.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Plays the story against a real issuer of its own, started for it and stopped before the last
 * token is verified. Leaves nothing behind, also when it is interrupted.
 */
public final class Demo {
  /** How long a connection on this machine may take. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Console console;
  private final Path issuerJar;
  private final boolean keep;
  private final Stage stage;
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private Home home;
  private IssuerProcess issuer;

  /**
   * @param issuerJar the packaged issuer
   * @param keep whether the home is left for looking at
   */
  public Demo(Console console, Path issuerJar, boolean keep) {
    this.console = console;
    this.issuerJar = issuerJar;
    this.keep = keep;
    this.stage = new Stage(console);
  }

  /** Plays it; whether everything went as the story says. */
  public boolean play() {
    Thread cleanUp = new Thread(this::interrupt, "demo-clean-up");
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      playSteps();
      return true;
    } catch (Broken | IOException e) {
      complain(e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      complain("interrupted");
      return false;
    } finally {
      end();
      if (!interrupted.get()) {
        Runtime.getRuntime().removeShutdownHook(cleanUp);
      }
    }
  }

  private void playSteps() throws Broken, IOException, InterruptedException {
    Instant begun = Instant.now();
    stage.title("Deputy: rights that can only shrink");
    Cast cast = Cast.create();
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    stage.begin("an issuer, with a PostgreSQL of its own");
    String url = startIssuer(cast, http);
    Exchange exchange = new Exchange(http, url);
    List<Answer.Granted> tokens = new Delegation(stage, cast, exchange, url).play();

    stage.begin("the issuer hands out its public keys, once, and is stopped");
    String keySet = exchange.keySet();
    writeForLooking(cast, tokens, keySet);
    stopIssuer();
    stage.say("from here on there is nobody left to ask");
    new OfflineCheck(stage, cast).play(tokens.get(tokens.size() - 1), keySet);

    stage.finish("done in " + Stage.seconds(Duration.between(begun, Instant.now())));
    whereToLook(cast, url);
  }

  private String startIssuer(Cast cast, HttpClient http)
      throws Broken, IOException, InterruptedException {
    Instant begun = Instant.now();
    int port = IssuerProcess.freePort();
    String url = IssuerProcess.url(port);
    synchronized (this) {
      home = Home.create();
      cast.register(home, url);
      issuer = IssuerProcess.start(issuerJar, home, port);
    }
    stage.wait("starting at " + url);
    issuer.awaitReady(http, stage::tick);
    stage.waited("ready", Duration.between(begun, Instant.now()));
    return url;
  }

  private void writeForLooking(Cast cast, List<Answer.Granted> tokens, String keySet)
      throws IOException {
    home.write("jwks.json", keySet);
    List<Agent> holders = List.of(cast.orchestrator(), cast.researcher(), cast.summarizer());
    for (int i = 0; i < holders.size(); i++) {
      home.write(holders.get(i).id() + ".token", tokens.get(i).token());
    }
    for (String request : Requests.ALL) {
      home.write("requests/" + request + ".json", Requests.text(request));
    }
  }

  private void whereToLook(Cast cast, String url) {
    if (!keep) {
      stage.say("./deputy demo --keep       leaves tokens and keys for you to look at");
      stage.say("./deputy serve --help      runs an issuer that stays");
      stage.say("README.md, openapi.yaml    what it is, and how agents talk to it");
      return;
    }
    String folder = home.folder().toString();
    String token = "--token @" + folder + "/summarizer.token --keys " + folder + "/jwks.json";
    stage.say("everything is kept in " + folder);
    stage.say("./deputy inspect " + token);
    stage.say(
        "./deputy verify "
            + token
            + " --request "
            + folder
            + "/requests/create.json --proven-key="
            + cast.summarizer().key().thumbprint());
    stage.say(
        "./deputy serve --development true --home "
            + folder
            + " --issuer "
            + url
            + " --port "
            + URI.create(url).getPort());
  }

  private void complain(String line) {
    if (interrupted.get()) {
      return;
    }
    console.out().println();
    console.complain("the demo stopped at \"" + stage.step() + "\": " + Printable.line(line));
    if (issuer != null) {
      console.err().println("the end of the issuer's log:");
      issuer.lastLines().forEach(l -> console.err().println("  " + Printable.line(l)));
    }
  }

  private void interrupt() {
    interrupted.set(true);
    end();
  }

  private synchronized void stopIssuer() {
    if (issuer != null) {
      issuer.close();
      issuer = null;
    }
  }

  private synchronized void end() {
    stopIssuer();
    if (home != null && !keep) {
      try {
        home.remove();
      } catch (IOException e) {
        console.complain("\"" + home.folder() + "\" cannot be removed; remove it yourself: " + e);
      }
      home = null;
    }
  }
}
