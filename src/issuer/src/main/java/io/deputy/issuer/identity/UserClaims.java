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
import io.deputy.issuer.exchange.VouchedUser;
import io.deputy.issuer.revocation.Revoker;
import io.deputy.json.RightsJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * From what an issuer claims of a user to the user, if it is claimed for us, for the caller and for
 * now. The same for JWTs and for answers of introspection.
 */
final class UserClaims {
  /** Longer than any subject we heard of (OpenID Connect Core, section 2, says 255). */
  private static final int MAX_SUBJECT_CHARACTERS = 255;

  private final MeantFor meantFor;

  /**
   * @param self the name of this issuer
   */
  UserClaims(String self) {
    this.meantFor = new MeantFor(self);
  }

  /**
   * @param claims that {@code issuer} really makes
   */
  VouchedUser user(Claims claims, UserIssuer issuer, Agent caller, Directory directory, Instant now)
      throws JwtInvalid, Refusal {
    Instant expiresAt = requireCurrent(claims, issuer, now);
    meantFor.require(caller.id(), claims, issuer);
    KnownUser user =
        new KnownUser(
            user(claims, issuer),
            names(claims, issuer.claims().groups()),
            names(claims, issuer.claims().roles()));
    return new VouchedUser(
        user,
        claims.time("iat"),
        expiresAt,
        issuer.allowLonger(),
        ceiling(claims, issuer, directory));
  }

  /**
   * The user, whoever presents her token, and the agents that it was issued for.
   *
   * @param claims that {@code issuer} really makes
   */
  Revoker.ByUser owner(Claims claims, UserIssuer issuer, Directory directory, Instant now)
      throws JwtInvalid, Refusal {
    Objects.requireNonNull(requireCurrent(claims, issuer, now));
    SortedSet<String> agents = new TreeSet<>(meantFor.named(claims));
    agents.removeIf(name -> directory.agent(name).isEmpty());
    return new Revoker.ByUser(user(claims, issuer), agents);
  }

  /** That a token is for us, not delegated, and in time; when it expires. */
  private static Instant requireCurrent(Claims claims, UserIssuer issuer, Instant now)
      throws JwtInvalid, Refusal {
    requireAudience(claims, issuer);
    MeantFor.refuseDelegated(claims);
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
    return new User(issuer.issuer(), subject(claims, issuer.claims().subject()));
  }

  /** Us, and nobody else who could hand it on to us, but those that the operator knows. */
  private static void requireAudience(Claims claims, UserIssuer issuer) throws JwtInvalid, Refusal {
    SortedSet<String> audience = claims.texts("aud").orElseThrow(() -> Claims.missing("aud"));
    if (!audience.contains(issuer.audience())) {
      throw refusal(
          Reason.SUBJECT_AUDIENCE_MISMATCH, "its aud does not name \"" + issuer.audience() + "\"");
    }
    SortedSet<String> strangers = new TreeSet<>(audience);
    strangers.remove(issuer.audience());
    strangers.removeAll(issuer.otherAudiences());
    if (!strangers.isEmpty()) {
      throw refusal(
          Reason.SUBJECT_AUDIENCE_MISMATCH,
          "its aud also names "
              + strangers
              + "; ask for one without, or list them as other_audiences of its issuer");
    }
  }

  private static String subject(Claims claims, String claim) throws JwtInvalid {
    String subject = claims.requireText(claim);
    if (subject.length() > MAX_SUBJECT_CHARACTERS) {
      throw Claims.malformed(claim, "a name of at most " + MAX_SUBJECT_CHARACTERS + " characters");
    }
    // OpenID Connect Core, section 5.7: anybody may have claimed an address that is not verified.
    boolean unverified = !claims.node("email_verified").map(JsonNode::booleanValue).orElse(false);
    if (unverified && (claim.equals("email") || claim.equals("/email"))) {
      throw Claims.malformed("email_verified", "true");
    }
    return subject;
  }

  private static SortedSet<String> names(Claims claims, Optional<String> claim) throws JwtInvalid {
    if (claim.isEmpty()) {
      return new TreeSet<>();
    }
    return claims.texts(claim.get()).orElseGet(TreeSet::new);
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

  private static Refusal refusal(Reason reason, String problem) {
    return new Refusal(reason, "the subject token is refused: " + problem);
  }
}
