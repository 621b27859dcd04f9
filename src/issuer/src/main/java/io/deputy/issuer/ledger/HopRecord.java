package io.deputy.issuer.ledger;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.issuer.directory.KnownUser;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One token that was minted, with everything that an auditor needs to decide again. Holds no
 * secret.
 *
 * @param chain of which chain
 * @param parent the hop before, none at the first
 * @param delegator the agent that asked for it
 * @param user whose authority, as her own token described her at the first hop
 * @param hop what the token says
 * @param basis what the decision rested on
 * @param blocks the signed blocks since the parent's row, a holder's own included
 * @param revocationIds the ids of those blocks
 * @param purpose why, in the words of whoever asked
 * @param source where the request came from
 */
public record HopRecord(
    ChainId chain,
    Optional<HopId> parent,
    String delegator,
    KnownUser user,
    Hop hop,
    Basis basis,
    List<Bytes> blocks,
    List<Bytes> revocationIds,
    Optional<String> purpose,
    Source source) {
  public HopRecord {
    Objects.requireNonNull(chain);
    Objects.requireNonNull(parent);
    Objects.requireNonNull(delegator);
    Objects.requireNonNull(user);
    Objects.requireNonNull(hop);
    Objects.requireNonNull(basis);
    blocks = List.copyOf(blocks);
    revocationIds = List.copyOf(revocationIds);
    Objects.requireNonNull(purpose);
    Objects.requireNonNull(source);
  }

  /**
   * What a decision rested on.
   *
   * @param asked the rights asked for, as canonical JSON
   * @param granted the rights granted, as canonical JSON
   * @param certificate why what was granted lies within every ceiling, as JSON
   * @param userToken what the user's own token allowed, as canonical JSON, where it was asked: the
   *     token itself is not kept
   * @param userTokenAt when that token was issued, where it was exchanged and says so
   * @param consent what the parent's holder signed, if the new holder asked for itself: a JWT that
   *     this hop used up
   * @param directory digest of the version of the directory
   * @param rootKey number of the key that signs the chain's first block
   * @param attestationKey number of the key that attests the hop; none at the first
   */
  public record Basis(
      String asked,
      String granted,
      String certificate,
      Optional<String> userToken,
      Optional<Instant> userTokenAt,
      Optional<String> consent,
      Bytes directory,
      int rootKey,
      Optional<Integer> attestationKey) {
    public Basis {
      Objects.requireNonNull(asked);
      Objects.requireNonNull(granted);
      Objects.requireNonNull(certificate);
      Objects.requireNonNull(userToken);
      Objects.requireNonNull(userTokenAt);
      Objects.requireNonNull(consent);
      Objects.requireNonNull(directory);
      Objects.requireNonNull(attestationKey);
    }
  }

  /**
   * Where a request came from.
   *
   * @param address of the client, as the connection has it
   * @param trace 32 hexadecimal digits (W3C Trace Context, section 3.2.2.3)
   */
  public record Source(String address, String trace) {
    public Source {
      Objects.requireNonNull(address);
      Objects.requireNonNull(trace);
    }
  }
}
