package io.deputy.issuer.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** From {@code authentication} and what belongs to it to a {@link ClientMethod}. */
final class MethodSection {
  /** An address as a number, so that reading it asks no name server. */
  private static final Pattern NUMERIC =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private final Section section;
  private final boolean development;

  MethodSection(Section section, boolean development) {
    this.section = section;
    this.development = development;
  }

  ClientMethod read() {
    String code = section.optionalText("authentication").orElse(ClientMethod.PrivateKeyJwt.CODE);
    return switch (code) {
      case ClientMethod.PrivateKeyJwt.CODE -> new ClientMethod.PrivateKeyJwt();
      case ClientMethod.SelfSignedTls.CODE -> new ClientMethod.SelfSignedTls();
      case ClientMethod.Tls.CODE -> tls();
      case ClientMethod.ClientSecret.CODE -> clientSecret();
      default -> {
        if (!code.isEmpty()) {
          section.report("authentication", "\"" + code + "\" is not known here");
        }
        // They may belong to the method that was meant.
        Stream.of("certificate", "client_secret").forEach(section::node);
        yield new ClientMethod.PrivateKeyJwt();
      }
    };
  }

  private ClientMethod clientSecret() {
    if (!development) {
      section.report(
          "authentication",
          "a client secret is for development only; use another or set deputy.development=true");
    }
    return new ClientMethod.ClientSecret(section.secretName("client_secret"));
  }

  /** RFC 8705, section 2.1.2: "use exactly one of the below metadata parameters". */
  private ClientMethod tls() {
    Section inner = section.section("certificate");
    List<CertificateName> names = new ArrayList<>();
    for (CertificateName.Kind kind : CertificateName.Kind.values()) {
      Optional<String> value = inner.optionalText(kind.name().toLowerCase(Locale.ROOT));
      value.ifPresent(v -> names.add(new CertificateName(kind, v)));
    }
    inner.end();
    if (names.size() != 1) {
      inner.reportSelf("must have one of subject_dn, san_dns, san_uri, san_ip, san_email");
      return new ClientMethod.PrivateKeyJwt();
    }
    if (!isSound(names.get(0))) {
      inner.reportSelf("\"" + names.get(0).value() + "\" is not such a name");
    }
    return new ClientMethod.Tls(names.get(0));
  }

  private static boolean isSound(CertificateName name) {
    return switch (name.kind()) {
      case SUBJECT_DN -> isDistinguishedName(name.value());
      case SAN_IP -> isAddress(name.value());
      case SAN_DNS, SAN_URI, SAN_EMAIL -> !name.value().contains("*");
    };
  }

  private static boolean isAddress(String text) {
    try {
      return NUMERIC.matcher(text).matches() && InetAddress.getByName(text) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isDistinguishedName(String text) {
    try {
      return !new X500Principal(text).getName().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
