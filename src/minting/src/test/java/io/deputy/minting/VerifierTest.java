package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a gateway sees: tokens that the minter made, decided by the verifier. */
class VerifierTest {
  @Test
  void requestWithinRights_isAllowed() throws Refusal {
    Decision decision =
        Story.check(Story.first().token().expose(), Story.createIssue(), Story.ORCHESTRATOR);
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
    assertThat(((Decision.Allowed) decision).chain().user()).isEqualTo(Story.ALICE);
  }

  @Test
  void wholeChain_isReadAsItWasMinted() throws Refusal {
    Minted first = Story.first();
    Rights pages = new Rights(List.of(Story.PAGES));
    Minted second = Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER));
    Minted third =
        Story.MINTER.next(second.chain(), Story.narrowed(second, Story.SUMMARIZER, pages));
    assertThat(third.chain().hops())
        .extracting(h -> h.holder().agent())
        .containsExactly("orchestrator", "researcher", "summarizer");
    assertThat(third.chain().rightsAfter(1).sameAs(Story.RIGHTS)).isTrue();
    assertThat(third.chain().rights().sameAs(pages)).isTrue();
    assertThat(third.newBlocks()).hasSize(1);
  }

  @Test
  void requestOutsideRights_isDenied() throws Refusal {
    denied(
        Story.call("delete_repo", Map.of("/repo", new Value.Text("acme/site"))),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
    denied(
        Story.call(
            "create_issue",
            Map.of("/repo", new Value.Text("evil/site"), "/limit", new Value.Int(1))),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
    denied(
        Story.call(
            "create_issue",
            Map.of("/repo", new Value.Text("acme/site"), "/limit", new Value.Int(51))),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
  }

  @Test
  void constrainedArgumentThatIsAbsentOrOfAnotherType_isDenied() throws Refusal {
    denied(
        Story.call("create_issue", Map.of("/repo", new Value.Text("acme/site"))),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
    denied(
        Story.call(
            "create_issue",
            Map.of("/repo", new Value.Text("acme/site"), "/limit", new Value.Text("1"))),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
  }

  @Test
  void extraNestedArgumentUnderDeny_isDenied() throws Refusal {
    TreeMap<Pointer, Constraint> arguments = new TreeMap<>();
    arguments.put(new Pointer("/repo"), Story.one("acme/site"));
    arguments.put(new Pointer("/meta"), Constraint.ANYTHING);
    Capability strict =
        new Capability.Mcp(
            Story.GITHUB,
            Story.one("tools/call"),
            Story.one("create_issue"),
            arguments,
            Capability.OtherArguments.DENY);
    Bytes token = Story.first(new Rights(List.of(strict))).token().expose();
    Value site = new Value.Text("acme/site");
    assertThat(
            Story.check(
                token,
                Story.call("create_issue", Map.of("/repo", site, "/meta/a/b", new Value.Int(1))),
                Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
    for (String extra : List.of("/options/force", "/metal", "/meta~1a", "/repo2")) {
      Story.assertDenied(
          Story.check(
              token,
              Story.call("create_issue", Map.of("/repo", site, extra, new Value.Bool(true))),
              Story.ORCHESTRATOR),
          Reason.REQUEST_NOT_WITHIN_RIGHTS);
    }
  }

  @Test
  void requestToAnotherServer_isDenied() throws Refusal {
    denied(
        new Request.Http("https://wiki.evil.example", "GET", "/pages/1", ""),
        Reason.REQUEST_NOT_WITHIN_RIGHTS);
    denied(
        new Request.Http(Story.WIKI, "GET", "/pages/1", "raw=1"), Reason.REQUEST_NOT_WITHIN_RIGHTS);
  }

  @Test
  void gatewayThatTheTokenDoesNotName_isDenied() throws Refusal {
    Story.assertDenied(
        at("other-gateway", Story.NOW, Story.ORCHESTRATOR.key()), Reason.AUDIENCE_MISMATCH);
  }

  @Test
  void tokenThatExpiresNow_isDenied() throws Refusal {
    Story.assertDenied(
        at("mcp-gateway", Story.LATER, Story.ORCHESTRATOR.key()), Reason.TOKEN_EXPIRED);
    assertThat(at("mcp-gateway", Story.LATER.minusNanos(1), Story.ORCHESTRATOR.key()))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void clockBeforeIssuedAt_isDenied() throws Refusal {
    Story.assertDenied(
        at("mcp-gateway", Story.NOW.minusSeconds(31), Story.ORCHESTRATOR.key()),
        Reason.TOKEN_NOT_YET_VALID);
    assertThat(at("mcp-gateway", Story.NOW.minusSeconds(30), Story.ORCHESTRATOR.key()))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void anotherKeyOrNone_isDenied() throws Refusal {
    Story.assertDenied(
        at("mcp-gateway", Story.NOW, Story.RESEARCHER.key()), Reason.HOLDER_KEY_MISMATCH);
    Story.assertDenied(at("mcp-gateway", Story.NOW, Thumbprint.BEARER), Reason.HOLDER_KEY_UNPROVEN);
  }

  @Test
  void hopThatNarrowsAudienceAndTime_bindsThere() throws Refusal {
    Minted first = Story.first();
    Instant sooner = Story.NOW.plusSeconds(60);
    HopTerms hop =
        new HopTerms(
            new io.deputy.chain.HopId(Story.id()),
            Story.RESEARCHER,
            Story.NOW,
            sooner,
            new TreeSet<>(List.of("http-gateway")),
            2,
            Story.RIGHTS);
    Minted second = Story.MINTER.next(first.chain(), hop);
    Bytes token = second.token().expose();
    Story.assertDenied(
        Story.check(token, Story.createIssue(), Story.RESEARCHER), Reason.AUDIENCE_MISMATCH);
    PresentedRequest page =
        new PresentedRequest("http-gateway", new Request.Http(Story.WIKI, "GET", "/pages/1", ""));
    ProvenKey proven = new ProvenKey(Story.RESEARCHER.key());
    assertThat(Story.VERIFIER.check(token, page, proven, Story.NOW))
        .isInstanceOf(Decision.Allowed.class);
    Story.assertDenied(Story.VERIFIER.check(token, page, proven, sooner), Reason.TOKEN_EXPIRED);
    assertThat(second.chain().last().maxDepth()).isEqualTo(2);
  }

  @Test
  void emptyRights_cannotBeMinted() {
    assertThatThrownBy(() -> Story.terms(Rights.NONE)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void methodWithoutName_isDecidedOnItsMethod() throws Refusal {
    Request list =
        new Request.Mcp(
            Story.GITHUB, "tools/list", Optional.empty(), io.deputy.capability.Arguments.NONE);
    assertThat(Story.check(Story.first().token().expose(), list, Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
  }

  private static Decision at(String gateway, Instant now, Thumbprint proven) throws Refusal {
    return Story.VERIFIER.check(
        Story.first().token().expose(),
        new PresentedRequest(gateway, Story.createIssue()),
        new ProvenKey(proven),
        now);
  }

  private static void denied(Request request, Reason reason) throws Refusal {
    Story.assertDenied(
        Story.check(Story.first().token().expose(), request, Story.ORCHESTRATOR), reason);
  }
}
