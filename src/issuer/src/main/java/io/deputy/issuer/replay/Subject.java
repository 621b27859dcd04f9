package io.deputy.issuer.replay;

import io.deputy.chain.ChainId;
import java.util.Objects;
import java.util.UUID;

/** What is replayed in one go. */
public sealed interface Subject {
  /** For people. */
  String describe();

  /** A chain: its hops, and what gateways decided about them. */
  record OfChain(ChainId chain) implements Subject {
    public OfChain {
      Objects.requireNonNull(chain);
    }

    @Override
    public String describe() {
      return "chain " + chain;
    }
  }

  /** A batch of decisions, as its gateway signed it. */
  record OfBatch(UUID batch) implements Subject {
    public OfBatch {
      Objects.requireNonNull(batch);
    }

    @Override
    public String describe() {
      return "batch " + batch;
    }
  }

  /** What all chains rest on: keys, versions of the directory, the numbering of revocations. */
  record OfHistories() implements Subject {
    @Override
    public String describe() {
      return "histories";
    }
  }

  /** The transparency log as a whole. */
  record OfLog() implements Subject {
    @Override
    public String describe() {
      return "log";
    }
  }
}
