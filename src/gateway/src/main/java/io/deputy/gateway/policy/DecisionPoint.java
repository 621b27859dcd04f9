package io.deputy.gateway.policy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.proxy.WholeBody;
import io.deputy.json.At;
import io.deputy.json.Node;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A decision point of the operator's. It must say yes within its deadline, in its own protocol and
 * about what was asked; all else is a no, or, where the route says so in writing, as if there were
 * no policy. Safe for any number of threads.
 */
public final class DecisionPoint implements CentralPolicy, AutoCloseable {
  /** Questions on their way at once: a decision point on the same network answers thousands. */
  private static final int CONNECTIONS = 64;

  /** Questions that wait for a connection; their deadline goes on meanwhile. */
  private static final int WAITING = 1_000;

  /** Bytes of an answer: a decision for each question, and its context. */
  static final int MAX_ANSWER_BYTES = 64 << 10;

  private static final int MAX_DEPTH = 32;

  /** Things that one question may be about: as many as Cerbos takes. */
  static final int MAX_EVALUATIONS = 50;

  /** Failures, one after the other, after which it is not asked for a while. */
  static final int FAILURES = 5;

  /** How long it is left alone then; after that one question tries. */
  private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

  /** No deadline of the breaker's: ours also ends the question on the wire. */
  private static final int NONE = -1;

  private static final int OK = 200;
  private static final int CLIENT_ERROR = 4;
  private static final int HUNDRED = 100;

  private static final Node.Limits LIMITS =
      new Node.Limits(
          MAX_ANSWER_BYTES, MAX_DEPTH, Reason.POLICY_UNAVAILABLE, Reason.POLICY_UNAVAILABLE);
  private static final Logger LOG = Logger.getLogger(DecisionPoint.class);

  private final Vertx vertx;
  private final PolicySettings settings;
  private final String gateway;
  private final Clock clock;
  private final Consumer<Outcome> count;
  private final Dialect dialect;
  private final HttpClient client;
  private final CircuitBreaker breaker;

  /**
   * @param gateway the id of this gateway, which the decision point is told
   * @param count told how each asking ended
   */
  public DecisionPoint(
      Vertx vertx, PolicySettings settings, String gateway, Clock clock, Consumer<Outcome> count) {
    this(vertx, settings, gateway, clock, count, LEFT_ALONE);
  }

  DecisionPoint(
      Vertx vertx,
      PolicySettings settings,
      String gateway,
      Clock clock,
      Consumer<Outcome> count,
      Duration leftAlone) {
    this.vertx = Objects.requireNonNull(vertx);
    this.settings = Objects.requireNonNull(settings);
    this.gateway = Objects.requireNonNull(gateway);
    this.clock = Objects.requireNonNull(clock);
    this.count = Objects.requireNonNull(count);
    this.dialect =
        switch (settings.protocol()) {
          case AUTHZEN -> new AuthZenDialect();
          case CERBOS -> new CerbosDialect();
        };
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(WAITING)
                .setConnectTimeout((int) settings.deadline().toMillis()));
    this.breaker =
        CircuitBreaker.create(
                "central policy",
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(FAILURES)
                    .setTimeout(NONE)
                    .setResetTimeout(leftAlone.toMillis())
                    .setNotificationAddress(null))
            .openHandler(
                open ->
                    LOG.errorf(
                        "%s fails, and is not asked for %d ms",
                        settings.url(), leftAlone.toMillis()))
            .closeHandler(closed -> LOG.infof("%s answers again", settings.url()));
  }

  /** What a decision point that could be asked said. */
  private enum Answer {
    ALLOWED,
    DENIED,
    QUESTION_REFUSED
  }

  @Override
  public CompletionStage<Consent> require(Caller caller, Asked asked) {
    List<Evaluation> evaluations = Evaluation.of(asked);
    if (evaluations.isEmpty()) {
      return CompletableFuture.completedFuture(Consent.GIVEN);
    }
    if (evaluations.size() > MAX_EVALUATIONS) {
      return CompletableFuture.failedFuture(
          new Refusal(
              Reason.REQUEST_TOO_LARGE,
              "the message asks for more than "
                  + MAX_EVALUATIONS
                  + " things, of which the central policy must decide each; send several"));
    }
    Delegation delegation = Delegation.of(gateway, caller, asked, clock.instant());
    Buffer question = Buffer.buffer(dialect.question(delegation, evaluations).toString());
    return breaker
        .<Answer>execute(promise -> ask(question, evaluations).onComplete(promise))
        .toCompletionStage()
        .handle((answer, failure) -> outcome(asked, answer, failure))
        .thenCompose(this::concluded);
  }

  private Outcome outcome(Asked asked, Answer answer, Throwable failure) {
    if (failure == null) {
      return switch (answer) {
        case ALLOWED -> Outcome.ALLOWED;
        case DENIED -> Outcome.DENIED;
        case QUESTION_REFUSED -> Outcome.QUESTION_REFUSED;
      };
    }
    LOG.debugf("%s: %s", settings.url(), failure);
    return asked.route().terms().passesWithoutPolicy()
        ? Outcome.PASSED_UNASKED
        : Outcome.UNAVAILABLE;
  }

  private CompletionStage<Consent> concluded(Outcome outcome) {
    count.accept(outcome);
    return switch (outcome) {
      case ALLOWED -> CompletableFuture.completedFuture(Consent.GIVEN);
      case PASSED_UNASKED -> CompletableFuture.completedFuture(Consent.UNASKED);
      case DENIED ->
          CompletableFuture.failedFuture(
              new Refusal(
                  Reason.POLICY_DENIED,
                  "the token allows this, but the central policy does not; ask its operator"));
      case QUESTION_REFUSED, UNAVAILABLE ->
          CompletableFuture.failedFuture(
              new Refusal(
                  Reason.POLICY_UNAVAILABLE,
                  "the central policy could not be asked, so nothing passed; try again later"));
    };
  }

  /** One question, of which nothing is left once its deadline has passed. */
  private Future<Answer> ask(Buffer question, List<Evaluation> evaluations) {
    Promise<Answer> said = Promise.promise();
    long timer =
        vertx.setTimer(
            settings.deadline().toMillis(),
            late -> said.tryFail(new TimeoutException("no answer within " + settings.deadline())));
    said.future().onComplete(done -> vertx.cancelTimer(timer));
    client
        .request(options(evaluations))
        .onFailure(said::tryFail)
        .onSuccess(
            request -> {
              said.future().onFailure(failed -> request.reset());
              request
                  .send(question)
                  .compose(response -> read(response, evaluations))
                  .onSuccess(said::tryComplete)
                  .onFailure(said::tryFail);
            });
    return said.future();
  }

  private RequestOptions options(List<Evaluation> evaluations) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(settings.url() + dialect.path(evaluations.size()))
            .setFollowRedirects(false)
            .putHeader("content-type", "application/json")
            .putHeader("accept", "application/json");
    settings.token().ifPresent(token -> options.putHeader("authorization", "Bearer " + token));
    return options;
  }

  private Future<Answer> read(HttpClientResponse response, List<Evaluation> evaluations) {
    int status = response.statusCode();
    response.exceptionHandler(cut -> LOG.debugf("%s: %s", settings.url(), cut));
    if (status / HUNDRED == CLIENT_ERROR) {
      // It can be asked; and whoever asks here may have chosen what it does not answer.
      LOG.debugf("%s refuses a question with %d", settings.url(), status);
      response.resume();
      return Future.succeededFuture(Answer.QUESTION_REFUSED);
    }
    if (status != OK) {
      response.resume();
      return Future.failedFuture(new IOException("the answer is " + status));
    }
    return WholeBody.read(response, MAX_ANSWER_BYTES, tooLong())
        .compose(body -> Future.future(promise -> decide(promise, body, evaluations)));
  }

  private static Refusal tooLong() {
    return new Refusal(
        Reason.POLICY_UNAVAILABLE, "the answer has more than " + MAX_ANSWER_BYTES + " bytes");
  }

  private void decide(Promise<Answer> promise, Buffer body, List<Evaluation> evaluations) {
    try {
      At answer = At.root(Node.parse(body.getBytes(), LIMITS), Reason.POLICY_UNAVAILABLE);
      promise.complete(dialect.allows(answer, evaluations) ? Answer.ALLOWED : Answer.DENIED);
    } catch (Refusal noAnswer) {
      promise.fail(noAnswer);
    }
  }

  @Override
  public void close() {
    breaker.close();
    client.close();
  }
}
