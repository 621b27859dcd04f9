package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every kind of token that we mint is verified and authorized by biscuit-wasm, the Biscuit
 * project's own library; what it appends, our verifier honours.
 */
class BiscuitWasmTest {
  private static BiscuitWasm wasm;

  @BeforeAll
  static void start() throws Exception {
    wasm = BiscuitWasm.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (wasm != null) {
      wasm.close();
    }
  }

  private static final Request PAGE = new Request.Http(Story.WIKI, "GET", "/pages/1", "");

  private static Map<String, Minted> everyKindOfToken() throws Exception {
    Minted first = Story.first();
    Map<String, Minted> kinds = new LinkedHashMap<>();
    kinds.put("authority", first);
    kinds.put("unchanged", Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER)));
    kinds.put("selected", narrowed(first, Story.ISSUES));
    kinds.put("selected twice", narrowed(narrowed(first, Story.ISSUES, Story.PAGES), Story.ISSUES));
    kinds.put("tightened", narrowed(first, tightened()));
    kinds.put("mixed", narrowed(first, tightened(), Story.PAGES));
    kinds.put("tightened, then unchanged", narrowed(narrowed(first, tightened()), tightened()));
    kinds.put(
        "narrower audience, sooner, shallower",
        Story.MINTER.next(
            first.chain(),
            new HopTerms(
                new HopId(Story.id()),
                Story.RESEARCHER,
                Story.NOW,
                Story.NOW.plusSeconds(60),
                new TreeSet<>(List.of("mcp-gateway")),
                2,
                Story.RIGHTS)));
    kinds.put(
        "bearer",
        Story.MINTER.next(
            first.chain(), Story.same(first, new Holder("anyone", Thumbprint.BEARER))));
    kinds.put("other arguments denied", Story.first(new Rights(List.of(denying(false)))));
    kinds.put("wildcard under denied", Story.first(new Rights(List.of(denying(true)))));
    kinds.put("wildcard under denied, in a hop", narrowed(Story.first(), denying(true)));
    return kinds;
  }

  private static Minted narrowed(Minted parent, Capability... capabilities) throws Exception {
    return Story.MINTER.next(
        parent.chain(),
        Story.narrowed(parent, Story.RESEARCHER, new Rights(List.of(capabilities))));
  }

  private static Capability tightened() {
    return new Capability.Mcp(
        Story.GITHUB,
        Story.one("tools/call"),
        Story.one("create_issue"),
        new TreeMap<>(
            Map.of(
                new Pointer("/repo"), Story.oneOf("acme/site", "acme/shop"),
                new Pointer("/limit"), Story.range(5, 20))),
        Capability.OtherArguments.ALLOW);
  }

  private static Capability denying(boolean wildcard) {
    TreeMap<Pointer, Constraint> arguments = new TreeMap<>();
    arguments.put(new Pointer("/repo"), new Constraint.Prefix("acme/"));
    arguments.put(new Pointer("/limit"), Story.range(1, 50));
    if (wildcard) {
      arguments.put(new Pointer("/meta"), Constraint.ANYTHING);
      arguments.put(new Pointer("/tags"), Constraint.ANYTHING);
    }
    return new Capability.Mcp(
        Story.GITHUB,
        Story.one("tools/call"),
        Story.oneOf("create_issue"),
        arguments,
        Capability.OtherArguments.DENY);
  }

  @Test
  void everyKindOfToken_isVerifiedAndAuthorizedAsWeDo() throws Exception {
    Value site = new Value.Text("acme/site");
    List<Request> requests =
        List.of(
            Story.createIssue(),
            PAGE,
            Story.call("delete_repo", Map.of("/repo", site)),
            Story.call("create_issue", Map.of("/repo", site, "/limit", new Value.Int(40))),
            Story.call(
                "create_issue",
                Map.of("/repo", site, "/limit", new Value.Int(6), "/meta/a", new Value.Opaque())),
            Story.call(
                "create_issue",
                Map.of("/repo", site, "/limit", new Value.Int(6), "/x/a", new Value.Bool(true))));
    for (Map.Entry<String, Minted> kind : everyKindOfToken().entrySet()) {
      int allowed = 0;
      for (Request request : requests) {
        PresentedRequest presented = new PresentedRequest("mcp-gateway", request);
        BiscuitWasm.Answer answer =
            wasm.ask(kind.getValue().token().expose(), presented, Optional.empty());
        assertThat(answer.verified()).as("%s: %s", kind.getKey(), answer.error()).isTrue();
        boolean ours = ours(kind.getValue(), presented);
        assertThat(answer.authorized())
            .as("%s, %s: %s", kind.getKey(), request, answer.error())
            .isEqualTo(ours);
        allowed += ours ? 1 : 0;
      }
      assertThat(allowed).as(kind.getKey()).isBetween(1, requests.size() - 1);
    }
  }

  @Test
  void blockAppendedByTheOtherLibrary_isHonoured() throws Exception {
    for (Map.Entry<String, Minted> kind : everyKindOfToken().entrySet()) {
      String block =
          "check if arg(\"/repo\", $r), $r.ends_with(\"/site\") or resource(\"http\", $s)";
      BiscuitWasm.Answer answer =
          wasm.ask(
              kind.getValue().token().expose(),
              new PresentedRequest("mcp-gateway", Story.createIssue()),
              Optional.of(block));
      Bytes appended = answer.appended().orElseThrow(() -> new AssertionError(answer.error()));
      Holder holder = kind.getValue().chain().last().holder();
      assertThat(Story.check(appended, Story.createIssue(), holder))
          .as(kind.getKey())
          .isInstanceOf(Decision.Allowed.class);
      Decision elsewhere =
          Story.check(
              appended,
              Story.call(
                  "create_issue",
                  Map.of("/repo", new Value.Text("acme/shop"), "/limit", new Value.Int(10))),
              holder);
      assertThat(elsewhere).as(kind.getKey()).isInstanceOf(Decision.Denied.class);
      assertThat(((Decision.Denied) elsewhere).reason())
          .as(kind.getKey())
          .isEqualTo(io.deputy.Reason.CHECK_FAILED);
    }
  }

  @Test
  void tokenThatTheOtherLibraryExtended_isDelegatedFurther() throws Exception {
    BiscuitWasm.Answer answer =
        wasm.ask(
            Story.first().token().expose(),
            new PresentedRequest("mcp-gateway", Story.createIssue()),
            Optional.of("check if operation(\"tools/call\")"));
    var chain = Story.VERIFIER.verify(answer.appended().orElseThrow());
    Minted next =
        Story.MINTER.next(
            chain,
            new HopTerms(
                new HopId(Story.id()),
                Story.RESEARCHER,
                Story.NOW,
                Story.LATER,
                Story.GATEWAYS,
                4,
                chain.rights()));
    assertThat(next.newBlocks()).hasSize(2);
    assertThat(Story.check(next.token().expose(), Story.createIssue(), Story.RESEARCHER))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(Story.check(next.token().expose(), PAGE, Story.RESEARCHER))
        .isInstanceOf(Decision.Denied.class);
    assertThat(
            wasm.ask(
                    next.token().expose(),
                    new PresentedRequest("mcp-gateway", Story.createIssue()),
                    Optional.empty())
                .authorized())
        .isTrue();
  }

  private static boolean ours(Minted minted, PresentedRequest presented) {
    return Story.VERIFIER.check(
            minted.token().expose(),
            presented,
            new ProvenKey(minted.chain().last().holder().key()),
            Story.NOW)
        instanceof Decision.Allowed;
  }
}
