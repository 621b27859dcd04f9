package io.deputy.biscuit;

import static io.deputy.biscuit.Payload.OWN;
import static io.deputy.biscuit.Payload.QUERY;
import static io.deputy.biscuit.Payload.block;
import static io.deputy.biscuit.Payload.factWith;
import static io.deputy.biscuit.Payload.integer;
import static io.deputy.biscuit.Payload.message;
import static io.deputy.biscuit.Payload.predicate;
import static io.deputy.biscuit.Payload.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Both sides of each edge of what is read, and what is read there. */
class ReaderEdgesTest {
  @Test
  void symbols() throws Refusal {
    for (String symbol : List.of("a", "~", "\u007f", "é", "日本", "😀", "")) {
      assertThat(factNamed(symbol, OWN).name()).isEqualTo(symbol);
    }
    assertThat(read(factWith(integer(1))).name()).isEqualTo("query");
    for (long number : new long[] {28, OWN - 1, OWN + 1, -1, Long.MAX_VALUE}) {
      refused(() -> factNamed("a", number));
    }
  }

  @Test
  void termsOfEveryType() throws Refusal {
    Map<Bytes, Term> terms =
        Map.of(
            integer(Long.MIN_VALUE), new Term.Int(Long.MIN_VALUE),
            message().number(3, 0).toBytes(), new Term.Str("read"),
            message().number(4, 5).toBytes(), new Term.Date(5),
            message().bytes(5, Bytes.of((byte) 1)).toBytes(), new Term.Bin(Bytes.of((byte) 1)),
            message().number(6, 0).toBytes(), new Term.Bool(false),
            message().bytes(8, Bytes.EMPTY).toBytes(), new Term.Null(),
            list(7, integer(1), integer(2)), new Term.SetOf(ints(1, 2)),
            list(9, integer(2), integer(2)), new Term.ArrayOf(ints(2, 2)),
            map(entry(1, 7, integer(8)), entry(2, 1, integer(9))),
                new Term.MapOf(
                    Map.of(
                        new Term.Int(7), new Term.Int(8), new Term.Str("write"), new Term.Int(9))));
    for (Map.Entry<Bytes, Term> term : terms.entrySet()) {
      assertThat(read(factWith(term.getKey())).terms()).containsExactly(term.getValue());
    }
  }

  @Test
  void collectionsThatAreRefused() {
    Bytes set = list(7, integer(1));
    refusedFact(list(7, set));
    refusedFact(list(7, list(9, set)));
    refusedFact(list(7, map(entry(1, 7, set))));
    refusedFact(list(7, integer(1), integer(1)));
    refusedFact(list(7, integer(1), message().number(6, 1).toBytes()));
    refusedFact(map(entry(1, 7, integer(1)), entry(1, 7, integer(2))));
    refusedFact(message().bytes(7, message().bytes(2, integer(1)).toBytes()).toBytes());
    refusedFact(message().bytes(9, message().bytes(2, integer(1)).toBytes()).toBytes());
    refusedFact(message().bytes(10, message().bytes(2, integer(1)).toBytes()).toBytes());
    refusedFact(message().bytes(8, message().number(1, 1).toBytes()).toBytes());
    refusedFact(map(message().bytes(1, message().number(1, 7).toBytes()).toBytes()));
    refusedFact(map(message().bytes(2, integer(1)).toBytes()));
    refusedFact(map(entry(3, 7, integer(1))));
    refusedFact(
        map(
            message()
                .bytes(1, message().number(1, 7).number(2, 1).toBytes())
                .bytes(2, integer(1))
                .toBytes()));
  }

  @Test
  void setsInArraysAndMaps_areRead() throws Refusal {
    Bytes set = list(7, integer(1));
    Term read = new Term.SetOf(ints(1));
    assertThat(read(factWith(list(9, set))).terms())
        .containsExactly(new Term.ArrayOf(List.of(read)));
    assertThat(read(factWith(map(entry(1, 7, set)))).terms())
        .containsExactly(new Term.MapOf(Map.of(new Term.Int(7), read)));
  }

  @Test
  void nesting() throws Refusal {
    assertThat(read(factWith(nested(Limits.NESTING))).terms()).hasSize(1);
    refusedFact(nested(Limits.NESTING + 1));
  }

  @Test
  void sizes() throws Refusal {
    Bytes token = Tokens.of(Tokens.emptyPayload());
    assertThat(UnverifiedBiscuit.parse(token, new Limits(token.size(), 1, 1)).token())
        .isEqualTo(token);
    refused(() -> UnverifiedBiscuit.parse(token, new Limits(token.size() - 1, 1, 1)));
    Bytes two = new Tokens().add(Tokens.emptyPayload()).add(Tokens.emptyPayload()).token();
    assertThat(UnverifiedBiscuit.parse(two, new Limits(two.size(), 2, 1)).blocks()).hasSize(2);
    refused(() -> UnverifiedBiscuit.parse(two, new Limits(two.size(), 1, 1)));
    Bytes facts =
        Tokens.of(
            message()
                .number(3, 6)
                .bytes(4, Payload.fact(predicate(QUERY)))
                .bytes(4, Payload.fact(predicate(QUERY, integer(1))))
                .toBytes());
    assertThat(UnverifiedBiscuit.parse(facts, new Limits(facts.size(), 1, 2)).blocks()).hasSize(1);
    refused(() -> UnverifiedBiscuit.parse(facts, new Limits(facts.size(), 1, 1)));
  }

  @Test
  void limitsThatMakeNoSense_areNotMade() {
    for (int[] limits : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {1, Long.SIZE, 1}}) {
      assertThatThrownBy(() -> new Limits(limits[0], limits[1], limits[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new Limits(1, Origin.MAX_BLOCKS, 1).blocks()).isEqualTo(63);
    assertThatThrownBy(() -> new EvaluationLimits(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EvaluationLimits(1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new EvaluationLimits(1, 1).facts()).isEqualTo(1);
  }

  @Test
  void container_isWrittenAsItWasRead() throws Refusal {
    Bytes token = Tokens.of(Tokens.emptyPayload());
    UnverifiedBiscuit read = UnverifiedBiscuit.parse(token);
    assertThat(read.encode()).isEqualTo(token);
    assertThat(read.rootKeyNumber()).isEqualTo(OptionalLong.of(7));
    assertThat(read.isSealed()).isFalse();
    assertThat(read.proof()).hasToString("NextSecret[hidden]");
    Container container = Container.cut(token, Limits.STANDARD);
    Bytes block = read.blocks().get(0).encoded();
    int end = container.ends().get(0);
    assertThat(token.slice(end - block.size(), end)).isEqualTo(block);
  }

  @Test
  void rootKeyNumber_hasThirtyTwoBits() throws Refusal {
    List<Bytes> blocks = new Tokens().add(Tokens.emptyPayload()).blocks();
    long most = 0xffff_ffffL;
    Bytes token = ContainerWriter.token(OptionalLong.of(most), blocks, Tokens.secret(2));
    assertThat(UnverifiedBiscuit.parse(token).rootKeyNumber()).isEqualTo(OptionalLong.of(most));
    Bytes beyond = ContainerWriter.token(OptionalLong.of(most + 1), blocks, Tokens.secret(2));
    refused(() -> UnverifiedBiscuit.parse(beyond));
  }

  @Test
  void origins() {
    Origin both = Origin.block(3).with(Origin.AUTHORIZER);
    assertThat(both.hasBlock(3)).isTrue();
    assertThat(both.hasBlock(2)).isFalse();
    assertThat(both.hasAuthorizer()).isTrue();
    assertThat(Origin.block(0).hasAuthorizer()).isFalse();
    assertThat(Origin.NONE.hasAuthorizer()).isFalse();
  }

  @Test
  void derivedFact_comesFromAllThatItFollowsFrom() throws Refusal {
    VerifiedBiscuit token =
        Worlds.token("", "a(1)", "b($x) <- a($x) trusting previous; c(1) <- true");
    Evaluation evaluation =
        Evaluation.trace(
            token, DatalogParser.authorizer("allow if true"), EvaluationLimits.STANDARD, Map.of());
    assertThat(evaluation.world())
        .containsExactlyInAnyOrder(
            new Evaluation.Fact(Predicate.of("a", new Term.Int(1)), Origin.block(1)),
            new Evaluation.Fact(
                Predicate.of("b", new Term.Int(1)), Origin.block(1).with(Origin.block(2))),
            new Evaluation.Fact(Predicate.of("c", new Term.Int(1)), Origin.block(2)));
  }

  private static Predicate factNamed(String symbol, long number) throws Refusal {
    Bytes payload =
        message()
            .bytes(1, text(symbol))
            .number(3, 6)
            .bytes(4, Payload.fact(predicate(number)))
            .toBytes();
    return read(payload);
  }

  private static Predicate read(Bytes payload) throws Refusal {
    return UnverifiedBiscuit.parse(Tokens.of(payload)).blocks().get(0).block().facts().get(0);
  }

  private static Bytes list(int field, Bytes... members) {
    WireWriter out = message();
    for (Bytes member : members) {
      out.bytes(1, member);
    }
    return message().bytes(field, out.toBytes()).toBytes();
  }

  private static Bytes map(Bytes... entries) {
    return list(10, entries);
  }

  private static Bytes entry(int keyField, long key, Bytes value) {
    return message().bytes(1, message().number(keyField, key).toBytes()).bytes(2, value).toBytes();
  }

  private static Bytes nested(int levels) {
    Bytes term = integer(1);
    for (int i = 0; i < levels; i++) {
      term = list(9, term);
    }
    return term;
  }

  private static List<Term> ints(long... values) {
    return java.util.Arrays.stream(values).mapToObj(v -> (Term) new Term.Int(v)).toList();
  }

  private interface Reading {
    Object read() throws Refusal;
  }

  private static void refusedFact(Bytes term) {
    refused(
        () -> UnverifiedBiscuit.parse(Tokens.of(block(4, Payload.fact(predicate(QUERY, term))))));
  }

  private static void refused(Reading reading) {
    assertThatThrownBy(reading::read)
        .isInstanceOfSatisfying(
            Refusal.class,
            r ->
                assertThat(r.reason())
                    .isIn(
                        Reason.TOKEN_MALFORMED,
                        Reason.TOKEN_TOO_LARGE,
                        Reason.TOKEN_TOO_MANY_BLOCKS,
                        Reason.TOKEN_TOO_MANY_STATEMENTS));
  }
}
