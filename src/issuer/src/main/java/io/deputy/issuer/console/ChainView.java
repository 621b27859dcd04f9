package io.deputy.issuer.console;

import io.deputy.chain.HopId;
import io.deputy.issuer.audit.ChainHop;
import io.deputy.issuer.audit.ChainRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One chain, as its page shows it.
 *
 * @param id the chain's
 * @param user its user
 * @param issuer who vouches for her
 * @param groups hers at the first hop
 * @param purpose why it began
 * @param state {@code live}, {@code expired} or {@code revoked}
 * @param summary the picture in a sentence
 * @param pictures of a wide and of a narrow screen
 * @param hops its hops
 * @param comparison of two of them, if two were chosen
 * @param left the first one chosen
 * @param right the other one
 * @param truncated whether it has more hops
 */
public record ChainView(
    String id,
    String user,
    String issuer,
    List<String> groups,
    Optional<String> purpose,
    String state,
    String summary,
    List<ChainPicture> pictures,
    List<HopView> hops,
    Optional<Comparison> comparison,
    String left,
    String right,
    boolean truncated) {
  /** One hop. */
  public record HopView(
      String id,
      int depth,
      String actor,
      String delegator,
      String state,
      Moment issued,
      Moment expires,
      Optional<String> key,
      List<String> audience,
      int maxDepth,
      Optional<String> purpose,
      long directory,
      String address,
      String trace,
      List<String> kept,
      List<String> lost,
      boolean lossKnown,
      Optional<String> revoked) {}

  /** What one hop may and another may not, both ways. */
  public record Comparison(
      String left,
      String right,
      List<String> leftMay,
      List<String> rightMay,
      List<String> lostToRight,
      List<String> lostToLeft,
      boolean known) {}

  static ChainView of(ChainRecord chain, Optional<HopId> left, Optional<HopId> right, Instant now) {
    ChainHop first = chain.hops().get(0);
    Map<HopId, HopWords> words =
        chain.hops().stream().collect(Collectors.toMap(ChainHop::id, HopWords::of));
    List<HopView> hops =
        chain.hops().stream().map(hop -> view(hop, words.get(hop.id()), now)).toList();
    long dead = chain.hops().stream().filter(hop -> !hop.livesAt(now)).count();
    String user = Lines.name(chain.user().subject());
    return new ChainView(
        chain.chain().toString(),
        user,
        Lines.name(chain.user().issuer()),
        chain.groups().stream().map(Lines::name).toList(),
        first.purpose().map(Lines::name),
        hops.get(0).state(),
        "From %s through %d %s; %d of them cannot be used any more."
            .formatted(user, hops.size(), hops.size() == 1 ? "hop" : "hops", dead),
        List.of(
            ChainPicture.of(chain, words, ChainPicture.WIDE, now),
            ChainPicture.of(chain, words, ChainPicture.NARROW, now)),
        hops,
        left.flatMap(chain::hop)
            .flatMap(l -> right.flatMap(chain::hop).map(r -> compare(l, r, words))),
        left.map(HopId::toString).orElse(""),
        right.map(HopId::toString).orElse(""),
        chain.truncated());
  }

  private static HopView view(ChainHop hop, HopWords words, Instant now) {
    return new HopView(
        hop.id().toString(),
        hop.depth(),
        Lines.name(hop.actor()),
        Lines.name(hop.delegator()),
        HopWords.state(hop, now),
        Moment.of(hop.issuedAt(), now),
        Moment.of(hop.expiresAt(), now),
        hop.key(),
        hop.audience().stream().map(Lines::name).toList(),
        hop.maxDepth(),
        hop.purpose().map(Lines::name),
        hop.directory(),
        hop.address(),
        hop.trace(),
        words.kept(),
        words.lost(),
        hop.from().isPresent() && hop.granted().isPresent(),
        hop.revoked().map(r -> RevokeView.words(r, now)));
  }

  private static Comparison compare(ChainHop left, ChainHop right, Map<HopId, HopWords> words) {
    boolean known = left.granted().isPresent() && right.granted().isPresent();
    return new Comparison(
        Lines.name(left.actor()) + ", hop " + left.depth(),
        Lines.name(right.actor()) + ", hop " + right.depth(),
        words.get(left.id()).kept(),
        words.get(right.id()).kept(),
        known ? lost(left, right) : List.of(),
        known ? lost(right, left) : List.of(),
        known);
  }

  private static List<String> lost(ChainHop of, ChainHop in) {
    return HopWords.lost(of.granted().orElseThrow().without(in.granted().orElseThrow()));
  }
}
