package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Rights;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.directory.UserIssuer;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.exchange.VouchedUser;
import io.deputy.issuer.revocation.Revoker;
import io.deputy.json.RightsJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Users that a trusted issuer vouches for with a JWT (RFC 7519, RFC 8725). */
public final class JwtUsers implements Users {
  /** Longer than any subject we heard of (OpenID Connect Core, section 2, says 255). */
  private static final int MAX_SUBJECT_CHARACTERS = 255;

  /** Access tokens (RFC 9068, section 2.1) and untyped ones; never a logout token, say. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final String self;
  private final IssuerKeySource keys;

  /**
   * @param self the name of this issuer
   * @param development whether keys labelled as development keys will do
   */
  public JwtUsers(String self, boolean development, Clock clock) {
    this.self = Objects.requireNonNull(self);
    this.keys = new IssuerKeySource(new KeyFetch(development), clock);
  }

  @Override
  public VouchedUser verify(Credential token, Agent caller, Directory directory, Instant now)
      throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(token.expose(), TYPES);
      UserIssuer issuer = issuer(jwt.unverifiedClaims(), directory);
      var key = jwt.verify(keys.keys(issuer, jwt));
      Objects.requireNonNull(key);
      return user(jwt.unverifiedClaims(), issuer, caller, directory, now);
    } catch (JwtInvalid e) {
      throw refusal(reason(e.fault()), e.getMessage());
    }
  }

  private static Reason reason(JwtInvalid.Fault fault) {
    return switch (fault) {
      case MALFORMED -> Reason.SUBJECT_TOKEN_MALFORMED;
      case ALGORITHM -> Reason.SUBJECT_ALGORITHM_REFUSED;
      case SIGNATURE -> Reason.SUBJECT_SIGNATURE_INVALID;
      case CLAIM -> Reason.SUBJECT_CLAIM_INVALID;
    };
  }

  private static Refusal refusal(Reason reason, String problem) {
    return new Refusal(reason, "the subject token is refused: " + problem);
  }

  private static UserIssuer issuer(Claims claims, Directory directory) throws JwtInvalid, Refusal {
    String name = claims.requireText("iss");
    return directory
        .issuer(name)
        .orElseThrow(
            () ->
                refusal(
                    Reason.SUBJECT_ISSUER_UNTRUSTED,
                    "\"" + name + "\" may not vouch for users here"));
  }

  private VouchedUser user(
      Claims claims, UserIssuer issuer, Agent caller, Directory directory, Instant now)
      throws JwtInvalid, Refusal {
    Instant expiresAt = requireCurrent(claims, issuer, now);
    requireMeantFor(caller.id(), claims, issuer);
    KnownUser user =
        new KnownUser(
            user(claims, issuer),
            names(claims, issuer.groupsClaim()),
            names(claims, issuer.rolesClaim()));
    return new VouchedUser(
        user,
        claims.time("iat"),
        expiresAt,
        issuer.allowLonger(),
        ceiling(claims, issuer, directory));
  }

  /**
   * The user whose token {@code jwt} is, whoever presents it, and the agents that it was issued
   * for.
   */
  Revoker.ByUser owner(Credential jwt, Directory directory, Instant now) throws Refusal {
    try {
      UnverifiedJwt read = UnverifiedJwt.read(jwt.expose(), TYPES);
      Claims claims = read.unverifiedClaims();
      UserIssuer issuer = issuer(claims, directory);
      Objects.requireNonNull(read.verify(keys.keys(issuer, read)));
      Objects.requireNonNull(requireCurrent(claims, issuer, now));
      TreeSet<String> agents =
          Stream.of(claims.text("azp"), claims.text("client_id"), mayAct(claims))
              .flatMap(Optional::stream)
              .filter(name -> directory.agent(name).isPresent())
              .collect(Collectors.toCollection(TreeSet::new));
      return new Revoker.ByUser(user(claims, issuer), agents);
    } catch (JwtInvalid e) {
      throw refusal(reason(e.fault()), e.getMessage());
    }
  }

  /** That a token is for us and in time; when it expires. */
  private static Instant requireCurrent(Claims claims, UserIssuer issuer, Instant now)
      throws JwtInvalid, Refusal {
    SortedSet<String> audience = claims.texts("aud").orElseThrow(() -> Claims.missing("aud"));
    if (!audience.contains(issuer.audience())) {
      throw refusal(
          Reason.SUBJECT_AUDIENCE_MISMATCH, "its aud does not name \"" + issuer.audience() + "\"");
    }
    Instant expiresAt = claims.requireTime("exp");
    if (Clocks.isExpired(expiresAt, now)) {
      throw refusal(Reason.SUBJECT_EXPIRED, "it expired at " + expiresAt);
    }
    if (Clocks.isTooEarly(claims, now)) {
      throw refusal(Reason.SUBJECT_NOT_YET_VALID, "it is not valid yet; check the clocks");
    }
    return expiresAt;
  }

  private static User user(Claims claims, UserIssuer issuer) throws JwtInvalid {
    String subject = claims.requireText("sub");
    if (subject.length() > MAX_SUBJECT_CHARACTERS) {
      throw Claims.malformed("sub", "a name of at most " + MAX_SUBJECT_CHARACTERS + " characters");
    }
    return new User(issuer.issuer(), subject);
  }

  private static SortedSet<String> names(Claims claims, Optional<String> claim) throws JwtInvalid {
    if (claim.isEmpty()) {
      return new TreeSet<>();
    }
    return claims.texts(claim.get()).orElseGet(TreeSet::new);
  }

  /** Somebody else's copy of a user's token must not work. */
  private void requireMeantFor(String caller, Claims claims, UserIssuer issuer)
      throws JwtInvalid, Refusal {
    // RFC 8693, section 4.4: where may_act is there it counts, whatever else names the caller.
    Optional<String> mayAct = mayAct(claims);
    Optional<String> named =
        switch (issuer.callerClaim()) {
          case AZP -> Optional.of(claims.requireText("azp"));
          case CLIENT_ID -> Optional.of(claims.requireText("client_id"));
          case MAY_ACT -> Optional.of(mayAct.orElseThrow(() -> Claims.missing("may_act")));
        };
    if (!named.equals(Optional.of(caller)) || !mayAct.orElse(caller).equals(caller)) {
      throw refusal(Reason.SUBJECT_NOT_FOR_CALLER, "it was not issued for \"" + caller + "\"");
    }
  }

  private Optional<String> mayAct(Claims claims) throws JwtInvalid {
    Optional<JsonNode> node = claims.node("may_act");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    JsonNode subject = node.get().path("sub");
    JsonNode issuer = node.get().path("iss");
    // RFC 8693, section 4.4: iss and sub together identify an actor; our agents are ours.
    if (!Claims.isText(subject) || !(issuer.isMissingNode() || issuer.asText("").equals(self))) {
      throw Claims.malformed("may_act", "an object with the sub of an agent of this service");
    }
    return Optional.of(subject.textValue());
  }

  private static Optional<Rights> ceiling(Claims claims, UserIssuer issuer, Directory directory)
      throws JwtInvalid {
    List<Capability> capabilities = new ArrayList<>();
    // RFC 8693, section 4.2: a list of scopes separated by spaces. Unknown ones give nothing.
    for (String name : claims.text("scope").orElse("").split(" ", -1)) {
      directory.scope(name).ifPresent(r -> capabilities.addAll(r.capabilities()));
    }
    // RFC 9396, section 9.1.
    Optional<JsonNode> details = claims.node("authorization_details");
    if (details.isPresent()) {
      try {
        capabilities.addAll(RightsJson.read(details.get().toString()).capabilities());
      } catch (Refusal e) {
        throw Claims.malformed("authorization_details", "what rights are written in");
      }
    }
    return switch (issuer.ceiling()) {
      case SCOPE -> Optional.of(new Rights(capabilities.stream().distinct().toList()));
      case GRANTS -> details.map(d -> new Rights(capabilities));
    };
  }
}
