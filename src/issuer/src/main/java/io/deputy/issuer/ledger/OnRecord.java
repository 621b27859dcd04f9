package io.deputy.issuer.ledger;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.SignedBlock;
import io.deputy.chain.Hop;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.KnownUser;
import java.util.List;

/**
 * That a token is the one on record: its blocks up to its last hop are byte for byte those of the
 * rows. Whoever holds a parent's secret can sign an attested hop again, and such a copy would have
 * another revocation id.
 */
public final class OnRecord {
  private OnRecord() {}

  /**
   * The user as the record has her.
   *
   * @throws Refusal {@code token_resigned} if the token is another one; {@code record_unavailable}
   */
  public static KnownUser require(VerifiedChain token, Ledger ledger) throws Refusal {
    List<RecordedHop> rows = ledger.read(token.hops().stream().map(Hop::id).toList());
    List<Bytes> recorded = rows.stream().flatMap(r -> r.blocks().stream()).toList();
    List<Bytes> presented =
        token.biscuit().content().blocks().subList(0, token.last().block() + 1).stream()
            .map(SignedBlock::encoded)
            .toList();
    boolean whole =
        rows.size() == token.hops().size()
            && rows.stream().allMatch(r -> r.chain().equals(token.id()));
    if (!whole || !recorded.equals(presented)) {
      throw new Refusal(
          Reason.TOKEN_RESIGNED,
          "the subject token is not the one that was issued; ask its source");
    }
    return rows.get(0).user();
  }
}
