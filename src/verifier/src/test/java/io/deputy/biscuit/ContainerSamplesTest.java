package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official samples: signatures, revocation ids, the bytes. */
class ContainerSamplesTest {
  static Stream<Samples.Sample> valid() {
    return Samples.all().stream().filter(Samples.Sample::signaturesHold);
  }

  static Stream<Samples.Sample> invalid() {
    return Samples.all().stream().filter(s -> !s.signaturesHold());
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validSamplesVerify(Samples.Sample sample) throws Refusal {
    VerifiedBiscuit biscuit = UnverifiedBiscuit.parse(sample.token()).verify(Samples.root());
    List<Bytes> signatures =
        biscuit.content().blocks().stream().map(SignedBlock::signature).toList();
    for (JsonNode validation : sample.expected().get("validations")) {
      List<Bytes> expected = new ArrayList<>();
      validation.get("revocation_ids").forEach(id -> expected.add(Bytes.ofHex(id.asText())));
      assertThat(signatures).isEqualTo(expected);
    }
    List<Bytes> lowS =
        signatures.stream().map(s -> s.size() == 64 ? s : P256.lowS(s).orElseThrow()).toList();
    assertThat(biscuit.revocationIds()).isEqualTo(lowS);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validSamplesAreWrittenByteForByte(Samples.Sample sample) throws Refusal {
    UnverifiedBiscuit biscuit = UnverifiedBiscuit.parse(sample.token());
    assertThat(biscuit.encode()).isEqualTo(sample.token());
  }

  @ParameterizedTest
  @MethodSource("valid")
  void blocksSayWhatIsExpected(Samples.Sample sample) throws Refusal {
    UnverifiedBiscuit biscuit = UnverifiedBiscuit.parse(sample.token());
    List<SignedBlock> blocks = biscuit.blocks();
    JsonNode expected = sample.expected().get("token");
    assertThat(blocks).hasSize(expected.size());
    for (int i = 0; i < blocks.size(); i++) {
      assertThat(blocks.get(i).block().version()).isEqualTo(expected.get(i).get("version").asInt());
      assertThat(blocks.get(i).external().isPresent())
          .isEqualTo(expected.get(i).get("external_key").isTextual());
    }
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidSamplesAreRefused(Samples.Sample sample) {
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(sample.token()).verify(Samples.root()))
        .isInstanceOf(Refusal.class);
  }
}
