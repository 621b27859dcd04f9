package io.deputy.issuer.webhook;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that a receiver shares, and what is signed with them as Standard Webhooks has it
 * (version v1: HMAC-SHA256), for which there is a library in every language. None of the issuer's
 * own keys signs here: what they sign is evidence, and an event is news, whose evidence is the log.
 * While there are two secrets, each signs, so one can take the other's place.
 */
public final class WebhookSecrets {
  private static final String PREFIX = "whsec_";

  /** Standard Webhooks, "Signature scheme": between 24 and 64 bytes. */
  private static final int MIN_BYTES = 24;

  private static final int MAX_BYTES = 64;

  private static final int MAX_SECRETS = 2;

  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> secrets;

  private WebhookSecrets(List<SecretKeySpec> secrets) {
    this.secrets = secrets;
  }

  /**
   * Reads them.
   *
   * @param text a secret a line: {@code whsec_} and base64
   * @throws IllegalArgumentException if that is not what it is; what it says has nothing of them
   */
  public static WebhookSecrets read(String text) {
    List<SecretKeySpec> secrets = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      secrets.add(secret(line));
    }
    if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
      throw invalid();
    }
    return new WebhookSecrets(List.copyOf(secrets));
  }

  private static SecretKeySpec secret(String line) {
    if (!line.startsWith(PREFIX)) {
      throw invalid();
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw invalid();
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  private static IllegalArgumentException invalid() {
    return new IllegalArgumentException(
        "a webhook secret is \"whsec_\" and the base64 of 24 to 64 bytes; give one or two, a line"
            + " each");
  }

  /**
   * The header {@code webhook-signature}.
   *
   * @param id the header {@code webhook-id}
   * @param timestamp the header {@code webhook-timestamp}, in seconds: receivers refuse old ones
   */
  public String sign(String id, long timestamp, Bytes body) {
    List<String> signatures = new ArrayList<>();
    for (SecretKeySpec secret : secrets) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(secret);
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body.toArray())));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + ALGORITHM, e);
      }
    }
    return String.join(" ", signatures);
  }

  @Override
  public String toString() {
    return "WebhookSecrets[redacted]";
  }
}
