package io.deputy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Describe;
import io.deputy.capability.Loss;
import io.deputy.capability.Rights;
import io.deputy.chain.Hop;
import io.deputy.chain.UnverifiedChain;
import java.util.List;

/** What a token says, for programs. */
final class ChainJson {
  private ChainJson() {}

  static ObjectNode of(UnverifiedChain chain, Standing standing) {
    ObjectNode answer = standing(JsonAnswer.object(), standing);
    JsonAnswer.chain(answer, chain.issuer(), chain.id(), chain.user());
    answer.put("sealed", chain.biscuit().isSealed());
    ArrayNode hops = answer.putArray("hops");
    Rights before = chain.authorityRights();
    for (Hop hop : chain.hops()) {
      Rights after = chain.rightsAfter(hop.number());
      ObjectNode entry = hops.addObject();
      JsonAnswer.hop(entry, hop);
      entry.put("block", hop.block());
      entry.set("rights", JsonAnswer.rights(after));
      lost(entry.putArray("lost"), before.without(after));
      before = after;
    }
    ArrayNode holders = answer.putArray("holder_blocks");
    chain.holderBlocks().forEach(holders::add);
    return blocks(answer, chain.biscuit());
  }

  private static void lost(ArrayNode lost, List<Loss> losses) {
    for (Loss loss : losses) {
      ObjectNode entry = lost.addObject();
      entry.set("capability", JsonAnswer.capability(loss.capability()));
      ArrayNode kept = entry.putArray("kept");
      loss.kept().forEach(k -> kept.add(JsonAnswer.capability(k.capability())));
      loss.sample().ifPresent(request -> entry.put("for_instance", Describe.request(request)));
    }
  }

  static ObjectNode refusal(Refusal refusal) {
    return standing(
        JsonAnswer.object(), new Standing.Failed(refusal.reason(), refusal.getMessage()));
  }

  /** Adds what each block says, in Datalog. */
  static ObjectNode blocks(ObjectNode answer, UnverifiedBiscuit biscuit) {
    ArrayNode blocks = answer.putArray("blocks");
    for (SignedBlock block : biscuit.blocks()) {
      blocks.add(DatalogPrinter.block(block.block()));
    }
    return answer;
  }

  private static ObjectNode standing(ObjectNode answer, Standing standing) {
    answer.put("verified", standing instanceof Standing.Verified);
    if (standing instanceof Standing.Verified verified) {
      answer.put("root_key", verified.rootKey());
    } else if (standing instanceof Standing.Failed failed) {
      answer.put("reason", failed.reason().code()).put("detail", failed.detail());
    }
    return answer;
  }
}
