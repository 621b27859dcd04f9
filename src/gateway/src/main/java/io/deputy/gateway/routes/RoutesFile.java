package io.deputy.gateway.routes;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the routes from a YAML file. What it does not know is refused, never ignored. */
public final class RoutesFile {
  /** Thousands of routes; bounds what a reload reads. */
  private static final int MAX_BYTES = 1 << 20;

  /** Bytes of a secret: any token fits. */
  private static final int MAX_SECRET_BYTES = 16 << 10;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration EMERGENCY = Duration.ofHours(1);
  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9._~-]+)+");

  /** Health and metrics, and hooks: requests to them never come to a route. */
  private static final Set<String> TAKEN = Set.of("q", "authz");

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private record FileForm(List<RouteForm> routes) {}

  private record RouteForm(
      String id,
      String type,
      String path,
      String server,
      UpstreamForm upstream,
      Boolean bearer,
      Boolean record,
      @JsonProperty("cut_streams") Boolean cutStreams,
      @JsonProperty("high_capability") Boolean highCapability,
      @JsonProperty("when_down") String whenDown,
      Map<String, JsonNode> scopes,
      Set<String> destructive,
      String emergency,
      String api,
      String provider,
      String region,
      Map<String, String> models,
      Map<String, String> tools,
      String skill) {}

  private record UpstreamForm(String url, String timeout, List<HeaderForm> headers) {}

  private record HeaderForm(String name, String value, String secret, String prefix) {}

  private final Path file;
  private final Path secrets;

  private RoutesFile(Path file, Path secrets) {
    this.file = file;
    this.secrets = secrets;
  }

  /**
   * Reads {@code file}.
   *
   * @param folder of the files that a header names as its secret
   * @throws RoutesInvalid saying which route is wrong and how; nothing of the file is used
   */
  public static Routes read(Path file, Path folder) throws RoutesInvalid {
    return new RoutesFile(file, folder).read();
  }

  private Routes read() throws RoutesInvalid {
    FileForm form;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new RoutesInvalid(file + " has more than " + MAX_BYTES + " bytes");
      }
      form = YAML.readValue(Files.readString(file), FileForm.class);
    } catch (JsonMappingException e) {
      throw new RoutesInvalid(file + at(e) + ": " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new RoutesInvalid(file + at(e) + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new RoutesInvalid(file + " cannot be read: " + e);
    }
    if (form == null || form.routes() == null) {
      throw new RoutesInvalid(file + " has no routes; write \"routes: []\" for none");
    }
    List<Route> routes = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (RouteForm route : form.routes()) {
      Route read = route(route);
      if (!ids.add(read.terms().id()) || !paths.add(read.terms().path())) {
        throw wrong(read.terms().id(), "its id or path stands twice");
      }
      routes.add(read);
    }
    return new Routes(routes);
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
  }

  private Route route(RouteForm form) throws RoutesInvalid {
    if (form == null || form.id() == null || !ID.matcher(form.id()).matches()) {
      throw new RoutesInvalid(
          file + ": a route has no id, or one with other than letters, digits, . _ -");
    }
    Route.Terms terms = terms(form);
    String type = require(form.id(), "type", form.type());
    refuseForeign(form, type);
    return switch (type) {
      case "mcp" ->
          new Route.Mcp(
              terms,
              form.destructive() == null ? Set.of() : form.destructive(),
              duration(form.id(), "emergency", form.emergency(), EMERGENCY));
      case "model" ->
          new Route.Model(
              terms,
              api(form),
              Optional.ofNullable(form.provider()),
              Optional.ofNullable(form.region()),
              form.models() == null ? Map.of() : form.models(),
              form.tools() == null ? Map.of() : form.tools());
      case "agent" -> new Route.Agent(terms, Optional.ofNullable(form.skill()));
      case "http" -> new Route.Http(terms);
      default -> throw wrong(form.id(), "type \"" + type + "\" is not mcp, model, agent or http");
    };
  }

  /** What another type of route has would be ignored here, so it is refused. */
  private void refuseForeign(RouteForm form, String type) throws RoutesInvalid {
    boolean mcp = form.destructive() != null || form.emergency() != null;
    boolean model =
        form.api() != null
            || form.provider() != null
            || form.region() != null
            || form.models() != null
            || form.tools() != null;
    if ((mcp && !type.equals("mcp"))
        || (model && !type.equals("model"))
        || (form.skill() != null && !type.equals("agent"))) {
      throw wrong(form.id(), "it has settings that routes of type " + type + " do not have");
    }
  }

  private Route.Terms terms(RouteForm form) throws RoutesInvalid {
    String path = require(form.id(), "path", form.path());
    if (!PATH.matcher(path).matches() || path.contains("/.")) {
      throw wrong(form.id(), "path \"" + path + "\" is not like /name or /name/name");
    }
    String first = path.substring(1).split("/", 2)[0];
    if (TAKEN.contains(first)) {
      throw wrong(form.id(), "/" + first + " is the gateway's own; choose another path");
    }
    String server = require(form.id(), "server", form.server());
    requireUrl(form.id(), "server", server);
    return new Route.Terms(
        form.id(),
        path,
        server,
        form.upstream() == null ? Optional.empty() : Optional.of(upstream(form)),
        Boolean.TRUE.equals(form.bearer()),
        !Boolean.FALSE.equals(form.record()),
        !Boolean.FALSE.equals(form.cutStreams()),
        passesWithoutPolicy(form),
        scopes(form));
  }

  /** Only what is written down may let requests pass that the policy did not see. */
  private boolean passesWithoutPolicy(RouteForm form) throws RoutesInvalid {
    boolean high = !Boolean.FALSE.equals(form.highCapability());
    if (high) {
      if (form.whenDown() != null && !form.whenDown().equals(DENY)) {
        throw wrong(
            form.id(),
            "when_down is always deny unless high_capability is false; write that, or leave it"
                + " out");
      }
      return false;
    }
    String whenDown = require(form.id(), "when_down (allow or deny)", form.whenDown());
    if (!whenDown.equals(DENY) && !whenDown.equals(ALLOW)) {
      throw wrong(form.id(), "when_down \"" + whenDown + "\" is not allow or deny");
    }
    return whenDown.equals(ALLOW);
  }

  private SortedMap<String, Rights> scopes(RouteForm form) throws RoutesInvalid {
    SortedMap<String, Rights> scopes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> scope :
        (form.scopes() == null ? Map.<String, JsonNode>of() : form.scopes()).entrySet()) {
      try {
        scopes.put(scope.getKey(), RightsJson.read(scope.getValue().toString()));
      } catch (Refusal e) {
        throw wrong(form.id(), "scope \"" + scope.getKey() + "\": " + e.getMessage());
      }
    }
    return scopes;
  }

  private Route.Upstream upstream(RouteForm form) throws RoutesInvalid {
    String url = require(form.id(), "upstream.url", form.upstream().url());
    requireUrl(form.id(), "upstream.url", url);
    List<Route.Header> headers = new ArrayList<>();
    for (HeaderForm header :
        form.upstream().headers() == null ? List.<HeaderForm>of() : form.upstream().headers()) {
      headers.add(header(form.id(), header));
    }
    return new Route.Upstream(
        url, headers, duration(form.id(), "upstream.timeout", form.upstream().timeout(), TIMEOUT));
  }

  private Route.Header header(String id, HeaderForm header) throws RoutesInvalid {
    if (header == null
        || header.name() == null
        || !HEADER.matcher(header.name()).matches()
        || (header.value() == null) == (header.secret() == null)) {
      throw wrong(id, "a header needs a name, and either a value or a secret");
    }
    String prefix = header.prefix() == null ? "" : header.prefix();
    return new Route.Header(
        header.name(),
        prefix + (header.value() == null ? secret(id, header.secret()) : header.value()));
  }

  private String secret(String id, String name) throws RoutesInvalid {
    if (!ID.matcher(name).matches() || name.startsWith(".")) {
      throw wrong(id, "secret \"" + name + "\" is not the name of a file in the folder of secrets");
    }
    Path secret = secrets.resolve(name);
    try {
      if (Files.size(secret) > MAX_SECRET_BYTES) {
        throw wrong(id, "secret \"" + name + "\" has more than " + MAX_SECRET_BYTES + " bytes");
      }
      String value = Files.readString(secret).strip();
      if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw wrong(id, "secret \"" + name + "\" is not one line of printable ASCII");
      }
      return value;
    } catch (IOException e) {
      throw wrong(id, "secret \"" + name + "\" cannot be read: " + e);
    }
  }

  private Route.ModelApi api(RouteForm form) throws RoutesInvalid {
    return switch (require(form.id(), "api", form.api())) {
      case "openai" -> Route.ModelApi.OPENAI;
      case "anthropic" -> Route.ModelApi.ANTHROPIC;
      default -> throw wrong(form.id(), "api \"" + form.api() + "\" is not openai or anthropic");
    };
  }

  private Duration duration(String id, String field, String text, Duration otherwise)
      throws RoutesInvalid {
    try {
      Duration duration = text == null ? otherwise : Duration.parse(text);
      if (!duration.isZero() && !duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw wrong(id, field + " \"" + text + "\" is not a duration like PT10S");
  }

  private void requireUrl(String id, String field, String url) throws RoutesInvalid {
    try {
      URI parsed = new URI(url);
      String scheme = parsed.getScheme();
      if (("http".equals(scheme) || "https".equals(scheme))
          && parsed.getHost() != null
          && parsed.getRawUserInfo() == null
          && parsed.getRawQuery() == null
          && parsed.getRawFragment() == null) {
        return;
      }
    } catch (java.net.URISyntaxException e) {
      // Said below.
    }
    throw wrong(id, field + " \"" + url + "\" is not an http or https URL without a query");
  }

  private <T> T require(String id, String field, T value) throws RoutesInvalid {
    if (value == null) {
      throw wrong(id, field + " is missing");
    }
    return value;
  }

  private RoutesInvalid wrong(String id, String problem) {
    return new RoutesInvalid(file + ": route \"" + id + "\": " + problem);
  }
}
