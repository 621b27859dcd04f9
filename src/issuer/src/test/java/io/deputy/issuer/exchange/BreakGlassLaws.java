package io.deputy.issuer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Containment;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.Holder;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.User;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.BreakGlass;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.Grant;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.json.RightsJson;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * For every exchange that is answered with a token: if its rights have anything in common with what
 * is marked, then a purpose is named, what they have in common lies within the user's break-glass
 * grants of now, and the token lives no longer than the operator allows.
 */
class BreakGlassLaws {
  private static final String SERVER = "https://mcp.acme.example/github";
  private static final List<String> METHODS = List.of("tools/call", "tools/list");
  private static final List<String> NAMES = List.of("create", "delete", "delete_all", "wipe");
  private static final Pointer REPO = new Pointer("/repo");
  private static final List<Request> REQUESTS = requests();
  private static final KnownUser ALICE =
      new KnownUser(new User(Acme.IDP, "alice"), new TreeSet<>(), new TreeSet<>());
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00.5Z");

  private final Directory acme;

  BreakGlassLaws() throws Exception {
    acme = DirectoryFile.read(Acme.writeDirectory(Files.createTempDirectory("acme")), true);
  }

  /**
   * What an operator decides, and what an agent asks for.
   *
   * @param parent what the subject token allows
   * @param ceiling the most that the agent may hold
   */
  record Case(
      BreakGlass marked,
      List<Grant> grants,
      Rights parent,
      Rights ceiling,
      Rights scope,
      Map<String, String> form) {
    Rights granted(boolean breakGlassOnly) {
      return new Rights(
          grants.stream()
              .filter(g -> g.breakGlass() || !breakGlassOnly)
              .flatMap(g -> g.rights().capabilities().stream())
              .toList());
    }
  }

  /** The rights and the lifetime of a token. */
  record Token(Rights rights, Duration lifetime) {}

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void aTokenHoldsBreakGlassRightsOnlyByTheLaw(@ForAll("cases") Case a) {
    Optional<Token> token = exchanged(a);
    Rights marked = a.marked().rights();
    Rights granted = a.granted(true);
    boolean holds = false;
    if (token.isPresent()) {
      Rights common = token.get().rights().intersect(marked);
      holds = !common.capabilities().isEmpty();
      for (Request r : REQUESTS) {
        if (token.get().rights().admits(r) && marked.admits(r)) {
          assertThat(holds).isTrue();
          assertThat(granted.admits(r)).as("granted: %s", r).isTrue();
        }
      }
      if (holds) {
        assertThat(common.within(granted)).isInstanceOf(Containment.Within.class);
        assertThat(a.form()).containsKey("purpose");
        assertThat(token.get().lifetime()).isLessThanOrEqualTo(a.marked().maxLifetime());
        assertThat(a.form()).as("asked for").isNotEqualTo(onlySame(a));
      }
    }
    Statistics.label("a token with break-glass rights, without, none")
        .collect(token.isEmpty() ? "none" : holds ? "with" : "without")
        .coverage(
            coverage -> {
              coverage.check("with").percentage(p -> p > 2);
              coverage.check("without").percentage(p -> p > 10);
            });
  }

  /** What is narrowed has lost what the ceilings and this law take, and nothing else. */
  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void narrowingTakesNothingElse(@ForAll("cases") Case any) {
    Map<String, String> form = new HashMap<>(any.form());
    form.put("on_excess", "narrow");
    form.remove("scope");
    if (!form.containsKey("authorization_details")) {
      return;
    }
    Case a =
        new Case(
            any.marked(), any.grants(), any.parent(), any.ceiling(), any.scope(), Map.copyOf(form));
    Optional<Token> token = exchanged(a);
    if (token.isPresent()) {
      Rights asked = read(form.get("authorization_details"));
      for (Request r : REQUESTS) {
        boolean ordinary = !a.marked().rights().admits(r) || a.granted(true).admits(r);
        assertThat(token.get().rights().admits(r))
            .as("%s", r)
            .isEqualTo(
                asked.admits(r)
                    && a.parent().admits(r)
                    && a.ceiling().admits(r)
                    && a.granted(false).admits(r)
                    && ordinary);
      }
    }
  }

  /** Nothing is marked: nothing is different. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void whereNothingIsMarkedAllRightsAreOrdinary(@ForAll("cases") Case any) throws Refusal {
    Case a =
        new Case(
            BreakGlass.NONE, any.grants(), any.parent(), any.ceiling(), any.scope(), any.form());
    BreakGlassLaw law = BreakGlassLaw.of(directory(a), ALICE, Optional.empty());
    assertThat(law.ordinary(a.parent()).sameAs(a.parent())).isTrue();
    assertThat(law.narrow(a.parent())).isEqualTo(a.parent());
    exchanged(a).ifPresent(t -> assertThat(t.lifetime()).isGreaterThan(Duration.ZERO));
  }

  /** The pure part of an exchange, in its order. */
  private Optional<Token> exchanged(Case a) {
    Directory directory = directory(a);
    try {
      ExchangeRequest request = request(a.form());
      BreakGlassLaw law = BreakGlassLaw.of(directory, ALICE, request.purpose());
      Bounds bounds = bounds(a, directory);
      Rights asked = request.rights().in(directory, bounds.whole(), law);
      RightsDecision decision =
          RightsDecision.of(asked, bounds.ceilings(), law, request.onExcess());
      if (decision instanceof RightsDecision.Granted granted) {
        Settled settled = new Settlement(directory).of(request, bounds, granted, NOW);
        return Optional.of(
            new Token(granted.rights(), Duration.between(settled.issuedAt(), settled.expiresAt())));
      }
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.empty();
    }
  }

  private Directory directory(Case a) {
    return new Directory(
        acme.digest(),
        acme.canonical(),
        acme.issuers(),
        Map.of("scope", a.scope()),
        a.grants(),
        a.marked(),
        acme.agents(),
        acme.gateways(),
        acme.operators(),
        acme.trustDomains());
  }

  private static Bounds bounds(Case a, Directory directory) {
    Agent agent = directory.agent("orchestrator").orElseThrow();
    return new Bounds(
        Optional.empty(),
        agent,
        ALICE,
        Optional.empty(),
        agent,
        new Holder(agent.id(), Thumbprint.BEARER),
        NOW.plus(Duration.ofHours(2)),
        Agent.HIGHEST_HOP,
        a.parent(),
        List.of(
            new Ceiling(Ceiling.Kind.PARENT, a.parent()),
            new Ceiling(Ceiling.Kind.AGENT, a.ceiling()),
            new Ceiling(Ceiling.Kind.USER, directory.rightsOf(ALICE))),
        List.of(),
        Optional.empty());
  }

  private static ExchangeRequest request(Map<String, String> form) throws Refusal {
    Map<String, List<String>> parameters = new HashMap<>();
    form.forEach((name, value) -> parameters.put(name, List.of(value)));
    parameters.put("grant_type", List.of("urn:ietf:params:oauth:grant-type:token-exchange"));
    parameters.put("subject_token", List.of("subject"));
    parameters.put("subject_token_type", List.of(TokenTypes.DELEGATION));
    parameters.put("client_assertion", List.of("assertion"));
    parameters.put(
        "client_assertion_type", List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    return RequestReader.read(parameters, Connection.BARE);
  }

  private static Map<String, String> onlySame(Case a) {
    Map<String, String> form = new HashMap<>(a.form());
    form.put("scope", AskedRights.SAME);
    form.remove("authorization_details");
    return form;
  }

  private static Rights read(String json) {
    try {
      return RightsJson.read(json);
    } catch (Refusal e) {
      throw new IllegalStateException(e);
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<BreakGlass> marked =
        Combinators.combine(Arbitraries.of(1, 60, 3600), rights(1))
            .as((seconds, rights) -> new BreakGlass(Duration.ofSeconds(seconds), rights));
    Arbitrary<List<Grant>> grants =
        Combinators.combine(rights(1), Arbitraries.of(true, false))
            .as((rights, flag) -> new Grant(new Grant.ToUser(ALICE.user()), rights, flag))
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    return Combinators.combine(marked, grants, rights(1), rights(1), rights(1), forms())
        .as(Case::new);
  }

  private static Arbitrary<Map<String, String>> forms() {
    Arbitrary<Optional<String>> scopes =
        Arbitraries.of("scope", "deputy:same", "deputy:same scope").optional();
    Arbitrary<Optional<String>> details = rights(1).map(RightsJson::write).optional(0.8);
    Arbitrary<Optional<String>> purposes = Arbitraries.of("", "restore service", "x").optional(0.8);
    Arbitrary<Optional<String>> lifetimes = Arbitraries.of("1", "60", "61", "3600").optional(0.3);
    Arbitrary<Optional<String>> excess = Arbitraries.of("refuse", "narrow").optional();
    return Combinators.combine(scopes, details, purposes, lifetimes, excess)
        .as(
            (scope, detail, purpose, lifetime, onExcess) -> {
              Map<String, String> form = new TreeMap<>();
              scope.ifPresent(s -> form.put("scope", s));
              detail.ifPresent(d -> form.put("authorization_details", d));
              purpose.filter(p -> !p.isEmpty()).ifPresent(p -> form.put("purpose", p));
              lifetime.ifPresent(l -> form.put("expires_in", l));
              onExcess.ifPresent(e -> form.put("on_excess", e));
              return Collections.unmodifiableMap(form);
            });
  }

  private static Arbitrary<Rights> rights(int min) {
    return capabilities().list().ofMinSize(min).ofMaxSize(2).map(Rights::new);
  }

  private static Arbitrary<Capability> capabilities() {
    Arbitrary<Map<Pointer, Constraint>> arguments =
        Arbitraries.of(Map.of(), Map.of(), Map.of(REPO, new Constraint.Prefix("acme/")));
    return Combinators.combine(words(METHODS), words(NAMES), arguments)
        .as(
            (methods, names, some) ->
                new Capability.Mcp(
                    SERVER, methods, names, new TreeMap<>(some), Capability.OtherArguments.ALLOW));
  }

  private static Arbitrary<Constraint> words(List<String> words) {
    return Arbitraries.frequencyOf(
        Tuple.of(
            4,
            Arbitraries.of(words)
                .map(word -> (Value.Scalar) new Value.Text(word))
                .set()
                .ofMinSize(1)
                .map(some -> new Constraint.OneOf(List.copyOf(some)))),
        Tuple.of(1, Arbitraries.just(Constraint.ANYTHING)),
        Tuple.of(1, Arbitraries.just(new Constraint.Prefix("delete"))));
  }

  private static List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    List<Optional<String>> names =
        Stream.concat(NAMES.stream().map(Optional::of), Stream.of(Optional.<String>empty()))
            .toList();
    for (String method : METHODS) {
      for (Optional<String> name : names) {
        for (String repo : List.of("acme/site", "other/site")) {
          requests.add(
              new Request.Mcp(
                  SERVER, method, name, Arguments.of(Map.of(REPO, new Value.Text(repo)))));
        }
        requests.add(new Request.Mcp(SERVER, method, name, Arguments.NONE));
      }
    }
    return requests;
  }
}
