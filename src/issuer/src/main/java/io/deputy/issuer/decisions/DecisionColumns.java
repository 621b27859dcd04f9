package io.deputy.issuer.decisions;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.capability.Request;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.RecordedToken.Delegation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What of a decision stands in columns of its own, to find it by. What a token claims may be
 * anything, so text is made such that it can stand in a column and in an index; the content has it
 * unchanged.
 *
 * @param decidedAt by the gateway's clock
 * @param verdict as a word
 * @param reason why not
 * @param standing what was known of the token, as a word
 * @param token digest of the token's blocks; of all bytes if it is unreadable
 * @param delegation what the token says, or claims
 * @param servers of each request
 * @param names what each request is about
 * @param route that it took
 * @param trace that it belongs to
 */
public record DecisionColumns(
    Instant decidedAt,
    String verdict,
    Optional<String> reason,
    String standing,
    Optional<Bytes> token,
    Optional<Says> delegation,
    List<String> servers,
    List<String> names,
    Optional<String> route,
    Optional<String> trace) {
  /**
   * Code points of a name that can be searched for. Two of them fit into an entry of an index
   * (2,704 bytes) in any script.
   */
  private static final int MAX_NAME = 256;

  public DecisionColumns {
    Objects.requireNonNull(decidedAt);
    servers = List.copyOf(servers);
    names = List.copyOf(names);
  }

  /**
   * Who delegated to whom.
   *
   * @param issuer who minted the token
   * @param chain which chain it belongs to
   * @param hop its last attested hop
   * @param userIssuer who vouches for the user
   * @param userSubject who she is
   * @param agents the holder of each hop
   */
  public record Says(
      String issuer,
      UUID chain,
      UUID hop,
      String userIssuer,
      String userSubject,
      List<String> agents) {
    public Says {
      agents = List.copyOf(agents);
    }

    private static Says of(Delegation says) {
      return new Says(
          name(says.issuer()),
          says.chain().value(),
          says.hop().value(),
          name(says.user().issuer()),
          name(says.user().subject()),
          says.agents().stream().map(DecisionColumns::name).toList());
    }
  }

  /** Those of a record. */
  public static DecisionColumns of(DecisionRecord record) {
    List<Request> requests = record.requests().stream().map(RecordedRequest::known).toList();
    return new DecisionColumns(
        record.time(),
        DecisionRecordJson.word(record.verdict()),
        record.verdict().why().map(Reason::code),
        standing(record.token()),
        digest(record.token()),
        record.token().says().map(Says::of),
        requests.stream().map(r -> name(r.server())).toList(),
        requests.stream().map(r -> name(subject(r))).toList(),
        record.route().map(DecisionColumns::name),
        record.trace());
  }

  private static String standing(RecordedToken token) {
    if (token instanceof RecordedToken.None) {
      return "none";
    }
    if (token instanceof RecordedToken.Unreadable) {
      return "unreadable";
    }
    return token instanceof RecordedToken.Claimed ? "claimed" : "verified";
  }

  private static Optional<Bytes> digest(RecordedToken token) {
    return token instanceof RecordedToken.Unreadable unreadable
        ? Optional.of(unreadable.digest())
        : token.blocksDigest();
  }

  /** What a request is about, in the word that people search for. */
  private static String subject(Request request) {
    if (request instanceof Request.Mcp call) {
      return call.name().orElse(call.operation());
    }
    if (request instanceof Request.Model model) {
      return model.model();
    }
    return request instanceof Request.Agent agent
        ? agent.skill().orElse(agent.operation())
        : ((Request.Http) request).path();
  }

  /** A name as it stands in a column. */
  public static String name(String text) {
    String cut =
        text.codePointCount(0, text.length()) > MAX_NAME
            ? text.substring(0, text.offsetByCodePoints(0, MAX_NAME))
            : text;
    return cut.replace('\0', '\ufffd');
  }
}
