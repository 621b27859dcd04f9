package io.deputy.cli;

import io.deputy.Refusal;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a token says, and whether that is verified. */
@Command(
    name = "inspect",
    description = "Shows what a token says, hop by hop, and whether that is verified.",
    footer = {
      "",
      "Exit codes: 0 shown, 1 it is no valid delegation token, 2 wrong usage.",
      "Whether the token is in time, revoked, or held by the right agent is not checked."
    })
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--token",
      required = true,
      paramLabel = "<text|@file|->",
      description = "The delegation token: its text, a file, or - for standard input.")
  private String token;

  @Option(
      names = "--keys",
      paramLabel = "<file>",
      description =
          "The issuer's public keys: what it serves at /.well-known/jwks.json. Without them"
              + " everything that is shown is a claim.")
  private String keys;

  @Option(names = "--json", description = "Answers in JSON.")
  private boolean json;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Unusable {
    Optional<TrustedKeys> trusted =
        keys == null ? Optional.empty() : Optional.of(Inputs.keys(keys));
    String text = Inputs.token(token, console.in());
    try {
      return show(UnverifiedBiscuit.parse(TokenText.read(text)), trusted);
    } catch (Refusal refusal) {
      return notAToken(refusal);
    }
  }

  private int show(UnverifiedBiscuit biscuit, Optional<TrustedKeys> trusted) {
    UnverifiedChain chain;
    try {
      chain = UnverifiedChain.of(biscuit);
    } catch (Refusal refusal) {
      return notADelegation(biscuit, refusal);
    }
    Standing standing = trusted.map(t -> standing(chain, t)).orElseGet(Standing.Unchecked::new);
    if (json) {
      JsonAnswer.print(console, ChainJson.of(chain, standing));
    } else {
      new ChainText(console).print(chain, standing);
    }
    return standing instanceof Standing.Failed ? Exit.NO : Exit.YES;
  }

  private static Standing standing(UnverifiedChain chain, TrustedKeys trusted) {
    try {
      chain.verify(trusted);
      return new Standing.Verified(chain.biscuit().rootKeyNumber().orElseThrow());
    } catch (Refusal refusal) {
      return new Standing.Failed(refusal.reason(), refusal.getMessage());
    }
  }

  private int notAToken(Refusal refusal) {
    if (json) {
      JsonAnswer.print(console, ChainJson.refusal(refusal));
    } else {
      new ChainText(console).printRefusal("not a token", refusal);
    }
    return Exit.NO;
  }

  private int notADelegation(UnverifiedBiscuit biscuit, Refusal refusal) {
    if (json) {
      JsonAnswer.print(console, ChainJson.blocks(ChainJson.refusal(refusal), biscuit));
    } else {
      ChainText text = new ChainText(console);
      text.printRefusal("a Biscuit, but not a delegation token", refusal);
      text.printBlocks(biscuit);
    }
    return Exit.NO;
  }
}
