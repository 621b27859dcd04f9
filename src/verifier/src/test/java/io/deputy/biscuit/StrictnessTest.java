package io.deputy.biscuit;

import static io.deputy.biscuit.Payload.OWN;
import static io.deputy.biscuit.Payload.QUERY;
import static io.deputy.biscuit.Payload.binary;
import static io.deputy.biscuit.Payload.block;
import static io.deputy.biscuit.Payload.bool;
import static io.deputy.biscuit.Payload.check;
import static io.deputy.biscuit.Payload.checkWith;
import static io.deputy.biscuit.Payload.expression;
import static io.deputy.biscuit.Payload.fact;
import static io.deputy.biscuit.Payload.factWith;
import static io.deputy.biscuit.Payload.integer;
import static io.deputy.biscuit.Payload.message;
import static io.deputy.biscuit.Payload.predicate;
import static io.deputy.biscuit.Payload.push;
import static io.deputy.biscuit.Payload.rule;
import static io.deputy.biscuit.Payload.text;
import static io.deputy.biscuit.Payload.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a holder could sign into a block, and two readers could read in two ways: all refused. */
class StrictnessTest {
  private static final Bytes NULL = message().bytes(8, Bytes.EMPTY).toBytes();
  private static final Bytes SET_OF_ONE = collection(7, integer(1));

  @Test
  void soundBlocksAreRead() {
    assertRead(Tokens.emptyPayload());
    assertRead(factWith(integer(-1)));
    assertRead(factWith(SET_OF_ONE));
    assertRead(factWith(NULL));
    assertRead(checkWith(bool()));
  }

  @Test
  void unknownFieldIsRefused() {
    assertMalformed(block(9, Bytes.EMPTY));
    assertMalformed(block(4, message().bytes(1, predicate(QUERY)).number(2, 1).toBytes()));
    assertMalformed(block(30, Bytes.EMPTY));
    assertMalformed(block(500, Bytes.EMPTY));
  }

  @Test
  void wrongWireTypeIsRefused() {
    assertMalformed(message().number(3, 6).number(4, 1).toBytes());
    assertMalformed(message().bytes(3, Bytes.of((byte) 6)).toBytes());
    assertMalformed(Bytes.ofHex("1d06000000"));
  }

  @Test
  void repetitionOfASingularFieldIsRefused() {
    assertMalformed(message().number(3, 6).number(3, 6).toBytes());
    assertMalformed(message().bytes(2, text("a")).bytes(2, text("b")).number(3, 6).toBytes());
  }

  @Test
  void fieldsOutOfOrderAreRefused() {
    assertMalformed(message().number(3, 6).bytes(2, text("context")).toBytes());
  }

  @Test
  void numbersNotInTheirShortestFormAreRefused() {
    assertMalformed(Bytes.ofHex("188600"));
    assertMalformed(Bytes.ofHex("980006"));
    assertMalformed(Bytes.ofHex("18ffffffffffffffffff7f"));
    assertMalformed(Bytes.ofHex("18ffffffffffffffffffff01"));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertMalformed(message().bytes(1, Bytes.ofHex("c328")).number(3, 6).toBytes());
    assertMalformed(message().bytes(2, Bytes.ofHex("eda080")).number(3, 6).toBytes());
    assertMalformed(message().bytes(1, Bytes.ofHex("c0af")).number(3, 6).toBytes());
  }

  @Test
  void missingRequiredFieldIsRefused() {
    assertMalformed(Bytes.EMPTY);
    assertMalformed(block(4, Bytes.EMPTY));
    assertMalformed(block(4, fact(Bytes.EMPTY)));
    assertMalformed(block(6, check(Bytes.EMPTY)));
    assertMalformed(factWith(Bytes.EMPTY));
  }

  @Test
  void valueOutOfRangeOfItsEnumIsRefused() {
    assertMalformed(block(6, message().bytes(1, rule(expression(bool()))).number(2, 3).toBytes()));
    assertMalformed(checkWith(bool(), unary(5)));
    assertMalformed(checkWith(bool(), bool(), binary(30)));
    assertMalformed(block(7, message().number(1, 2).toBytes()));
    assertMalformed(factWith(message().number(6, 2).toBytes()));
    assertMalformed(block(8, message().number(1, 2).bytes(2, Tokens.secret(1)).toBytes()));
  }

  @Test
  void cutBytesAreRefused() {
    assertMalformed(Bytes.ofHex("2205"));
    assertMalformed(Bytes.ofHex("1806" + "22ffffffff0f"));
    assertMalformed(Bytes.ofHex("1806" + "22ffffffffffffffffff01"));
    assertMalformed(Bytes.ofHex("1886"));
  }

  @Test
  void unsupportedDatalogVersionIsRefused() {
    assertMalformed(message().number(3, 2).toBytes());
    assertMalformed(message().number(3, 7).toBytes());
    assertMalformed(message().number(3, (1L << 32) + 6).toBytes());
  }

  @Test
  void featureNewerThanTheDeclaredVersionIsRefused() {
    Bytes query = rule(expression(bool()));
    assertMalformed(
        message()
            .number(3, 3)
            .bytes(6, message().bytes(1, query).number(2, 0).toBytes())
            .toBytes());
    assertMalformed(
        message()
            .number(3, 5)
            .bytes(6, message().bytes(1, query).number(2, 2).toBytes())
            .toBytes());
    assertMalformed(message().number(3, 5).bytes(4, fact(predicate(QUERY, NULL))).toBytes());
    assertMalformed(message().number(3, 3).bytes(7, message().number(1, 0).toBytes()).toBytes());
    assertMalformed(
        message()
            .number(3, 3)
            .bytes(6, check(rule(expression(bool(), bool(), binary(20)))))
            .toBytes());
    assertMalformed(
        message()
            .number(3, 5)
            .bytes(6, check(rule(expression(bool(), bool(), binary(21)))))
            .toBytes());
  }

  @Test
  void arraysAndMapsOfOlderVersionsAreRead() {
    Bytes array = collection(9, integer(1));
    Bytes map = message().bytes(10, Bytes.EMPTY).toBytes();
    assertRead(message().number(3, 3).bytes(4, fact(predicate(QUERY, array, map))).toBytes());
    Bytes get = expression(push(array), push(integer(0)), binary(27), unary(1));
    assertRead(message().number(3, 3).bytes(6, check(rule(get))).toBytes());
  }

  @Test
  void repeatedSymbolIsRefused() {
    assertMalformed(message().bytes(1, text("a")).bytes(1, text("a")).number(3, 6).toBytes());
  }

  @Test
  void defaultSymbolDeclaredAgainIsRefused() {
    assertMalformed(message().bytes(1, text("read")).number(3, 6).toBytes());
  }

  @Test
  void symbolOfAnEarlierBlockDeclaredAgainIsRefused() {
    Bytes declares = message().bytes(1, text("a")).number(3, 6).toBytes();
    assertReason(new Tokens().add(declares).add(declares).token(), Reason.TOKEN_MALFORMED);
  }

  @Test
  void unknownSymbolIsRefused() {
    assertMalformed(block(4, fact(predicate(28))));
    assertMalformed(block(4, fact(predicate(OWN))));
    assertMalformed(block(4, fact(predicate((1L << 32) + 4))));
    assertMalformed(factWith(message().number(3, -1).toBytes()));
  }

  @Test
  void thirdPartySymbolsAreItsOwn() {
    Bytes declares = message().bytes(1, text("a")).number(3, 6).toBytes();
    Bytes uses = block(4, fact(predicate(OWN)));
    Bytes thirdParty = Tokens.secret(99);
    assertReason(
        new Tokens().add(declares).addThirdParty(uses, thirdParty).token(), Reason.TOKEN_MALFORMED);
    assertReason(
        new Tokens()
            .add(Tokens.emptyPayload())
            .addThirdParty(declares, thirdParty)
            .add(uses)
            .token(),
        Reason.TOKEN_MALFORMED);
    assertThatCode(
            () ->
                UnverifiedBiscuit.parse(
                        new Tokens().add(declares).addThirdParty(declares, thirdParty).token())
                    .verify(Tokens.ROOT))
        .doesNotThrowAnyException();
  }

  @Test
  void unknownPublicKeyOfAScopeIsRefused() {
    assertMalformed(block(7, message().number(2, 0).toBytes()));
    assertMalformed(block(7, message().number(2, -1).toBytes()));
  }

  @Test
  void repeatedPublicKeyIsRefused() {
    Bytes key =
        message().number(1, 0).bytes(2, Tokens.publicKey(Tokens.secret(1)).encoded()).toBytes();
    assertMalformed(message().number(3, 6).bytes(8, key).bytes(8, key).toBytes());
  }

  @Test
  void publicKeyOfTheWrongLengthIsRefused() {
    assertMalformed(block(8, message().number(1, 0).bytes(2, Bytes.EMPTY).toBytes()));
    assertMalformed(block(8, message().number(1, 1).bytes(2, Tokens.secret(2)).toBytes()));
  }

  @Test
  void variableInAFactIsRefused() {
    assertMalformed(factWith(message().number(1, QUERY).toBytes()));
  }

  @Test
  void variableInACollectionIsRefused() {
    Bytes variable = message().number(1, QUERY).toBytes();
    assertMalformed(checkWith(push(collection(7, variable)), unary(2)));
    assertMalformed(checkWith(push(collection(9, variable)), unary(2)));
  }

  @Test
  void setOfMixedTypesIsRefused() {
    assertMalformed(factWith(collection(7, integer(1), NULL)));
  }

  @Test
  void setInASetIsRefused() {
    assertMalformed(factWith(collection(7, SET_OF_ONE)));
    assertMalformed(factWith(collection(7, collection(9, collection(9, SET_OF_ONE)))));
    assertRead(factWith(collection(9, SET_OF_ONE, SET_OF_ONE)));
  }

  @Test
  void setThatRepeatsAMemberIsRefused() {
    assertMalformed(factWith(collection(7, integer(1), integer(1))));
  }

  @Test
  void mapThatRepeatsAKeyIsRefused() {
    Bytes entry =
        message().bytes(1, message().number(1, 1).toBytes()).bytes(2, integer(1)).toBytes();
    assertMalformed(factWith(collection(10, entry, entry)));
  }

  @Test
  void termWithTwoContentsIsRefused() {
    assertMalformed(factWith(message().number(2, 1).number(3, 1).toBytes()));
  }

  @Test
  void expressionThatYieldsNoOneValueIsRefused() {
    assertMalformed(checkWith());
    assertMalformed(checkWith(bool(), bool()));
    assertMalformed(checkWith(binary(0)));
    assertMalformed(checkWith(unary(0)));
    assertMalformed(checkWith(closure(bool())));
  }

  @Test
  void closureInTheWrongPlaceIsRefused() {
    assertMalformed(checkWith(closure(bool()), bool(), binary(23)));
    assertMalformed(checkWith(bool(), closure(bool()), binary(25)));
    assertMalformed(checkWith(bool(), closure(bool()), binary(9)));
    assertMalformed(checkWith(closure(bool()), unary(0)));
  }

  @Test
  void unboundVariableInAnExpressionIsRefused() {
    assertMalformed(checkWith(push(message().number(1, QUERY).toBytes())));
  }

  @Test
  void externNameWhereThereIsNoneIsRefused() {
    Bytes named = message().bytes(2, message().number(1, 0).number(2, QUERY).toBytes()).toBytes();
    assertMalformed(checkWith(bool(), named));
    assertMalformed(checkWith(bool(), unary(4)));
  }

  @Test
  void queryWithoutAnythingToMatchIsRefused() {
    assertMalformed(block(6, check(message().bytes(1, predicate(QUERY)).toBytes())));
    assertMalformed(block(5, message().bytes(1, predicate(QUERY, integer(1))).toBytes()));
  }

  @Test
  void publicKeyThatIsNoPointIsRefused() {
    byte[] none = new byte[33];
    Arrays.fill(none, (byte) 0xff);
    none[0] = 2;
    assertMalformed(block(8, key(0, Bytes.of(none, 1, 33))));
    assertMalformed(block(8, key(1, Bytes.of(none))));
    assertRead(block(8, key(0, Tokens.ROOT.encoded())));
    assertRead(block(8, key(1, P256.publicKey(Tokens.secret(5)).orElseThrow())));
  }

  @Test
  void checkWithoutQueryIsRefused() {
    assertMalformed(block(6, check()));
  }

  @Test
  void termsThatNestTooDeepAreRefused() {
    assertRead(factWith(nested(Limits.NESTING)));
    assertMalformed(factWith(nested(Limits.NESTING + 1)));
    assertMalformed(factWith(nested(2000)));
  }

  @Test
  void closuresThatNestTooDeepAreRefused() {
    assertRead(checkWith(bool(), nestedClosure(Limits.NESTING), binary(23)));
    assertMalformed(checkWith(bool(), nestedClosure(Limits.NESTING + 1), binary(23)));
  }

  @Test
  void tokenAboveTheSizeLimitIsRefused() {
    Bytes large = message().bytes(2, Bytes.of(new byte[16 * 1024])).number(3, 6).toBytes();
    assertReason(Tokens.of(large), Reason.TOKEN_TOO_LARGE);
  }

  @Test
  void tokenAboveTheBlockLimitIsRefused() {
    Tokens tokens = new Tokens();
    for (int i = 0; i < Limits.BLOCKS; i++) {
      tokens.add(Tokens.emptyPayload());
    }
    assertThatCode(() -> UnverifiedBiscuit.parse(tokens.token())).doesNotThrowAnyException();
    assertReason(tokens.add(Tokens.emptyPayload()).token(), Reason.TOKEN_TOO_MANY_BLOCKS);
  }

  @Test
  void tokenAboveTheStatementLimitIsRefused() {
    WireWriter most = message().number(3, 6);
    for (int i = 0; i < Limits.STATEMENTS; i++) {
      most.bytes(4, fact(predicate(QUERY, integer(i))));
    }
    assertRead(most.toBytes());
    assertReason(
        new Tokens().add(most.toBytes()).add(checkWith(bool())).token(),
        Reason.TOKEN_TOO_MANY_STATEMENTS);
  }

  private static Bytes key(int algorithm, Bytes key) {
    return message().number(1, algorithm).bytes(2, key).toBytes();
  }

  private static Bytes collection(int type, Bytes... members) {
    WireWriter out = message();
    for (Bytes member : members) {
      out.bytes(1, member);
    }
    return message().bytes(type, out.toBytes()).toBytes();
  }

  private static Bytes nested(int levels) {
    Bytes term = integer(1);
    for (int i = 0; i < levels; i++) {
      term = collection(9, term);
    }
    return term;
  }

  private static Bytes closure(Bytes... ops) {
    WireWriter out = message();
    for (Bytes op : ops) {
      out.bytes(2, op);
    }
    return message().bytes(4, out.toBytes()).toBytes();
  }

  private static Bytes nestedClosure(int levels) {
    Bytes closure = closure(bool());
    for (int i = 1; i < levels; i++) {
      closure = closure(bool(), closure, binary(23));
    }
    return closure;
  }

  private static void assertRead(Bytes payload) {
    assertThatCode(() -> UnverifiedBiscuit.parse(Tokens.of(payload)).verify(Tokens.ROOT))
        .doesNotThrowAnyException();
  }

  private static void assertMalformed(Bytes payload) {
    assertReason(Tokens.of(payload), Reason.TOKEN_MALFORMED);
  }

  private static void assertReason(Bytes token, Reason reason) {
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(token))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }
}
