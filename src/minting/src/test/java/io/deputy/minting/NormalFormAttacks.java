package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.capability.WebUrl;
import io.deputy.chain.ChainId;
import io.deputy.chain.VerifiedChain;
import io.deputy.json.RequestJson;
import io.deputy.verify.BothDecisions;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths, URLs and addresses that some program would read as another one: traversal, encodings,
 * Unicode, odd spellings. None of them is what the rights name, by the rights or by the Datalog.
 */
class NormalFormAttacks {
  private static final Constraint DATA = new Constraint.Subpath("/srv/data");
  private static final Constraint API =
      new Constraint.Url(WebUrl.parse("https://api.acme.example/v1").orElseThrow());
  private static final Constraint WHOLE_API =
      new Constraint.Url(WebUrl.parse("https://api.acme.example/").orElseThrow());
  private static final Constraint TEN = WholeVocabulary.cidr("10.0.0.0/8");
  private static final Constraint DOCUMENTATION = WholeVocabulary.cidr("2001:db8::/32");

  @ParameterizedTest
  @ValueSource(strings = {"/srv/data", "/srv/data/", "/srv/data/x", "/srv/data/a b/\u00e9"})
  void pathsBelowTheRoot_areAdmitted(String path) throws Exception {
    assertThat(asArgument(DATA, path)).isTrue();
    assertThat(asPath(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/data/../etc",
        "/srv/data/..",
        "/srv/data/x/../../etc",
        "/srv/data/./x",
        "/srv/data/%2e%2e/etc",
        "/srv/data/.%2e/etc",
        "/srv/data/%252e%252e/etc",
        "/srv/data/%2e%2e%2fetc",
        "/srv/data/..%5cetc",
        "/srv/data/..\\etc",
        "/srv/data\\..\\etc",
        "/srv/data//etc",
        "//srv/data/x",
        "/srv/data/.;/x",
        "/srv/data/..;/etc",
        "/srv/data/\uff0e\uff0e/etc",
        "/srv/data/\uff0e\uff0e\uff0fetc",
        "/srv/data/\u2025/etc",
        "/srv/data/\u2024\u2024/etc",
        "/srv/data\uff0f..\uff0fetc",
        "/srv/data/x\u0000",
        "/srv/data/\u0000/../etc",
        "/srv/data/x\n",
        "/srv/database",
        "/srv/data2/x",
        "/srv/dat",
        "/srv",
        "/",
        "/SRV/DATA/x",
        " /srv/data/x",
        "srv/data/x",
        "./srv/data/x",
        "file:///srv/data/x",
        ""
      })
  void pathsThatAreNotBelowTheRoot_areNot(String path) throws Exception {
    assertThat(asArgument(DATA, path)).isFalse();
  }

  /** As a request line names them: refused, or resolved to what is then decided and forwarded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/data/../etc",
        "/srv/data/%2e%2e/etc",
        "/srv/data/%252e%252e/etc",
        "/srv/data/%2e%2e%2fetc",
        "/srv/data/..%5cetc",
        "/srv/data//etc",
        "/srv/data/.;/x",
        "/srv/data/..;/etc",
        "/srv/data/%EF%BC%8E%EF%BC%8E/etc",
        "/srv/data/%00",
        "/srv/data/%C0%AE%C0%AE/etc",
        "/srv/database",
        "/srv/data/..",
        "/srv/data/%2e%2e/database"
      })
  void pathsOfRequestLinesThatLeadElsewhere_areNot(String raw) throws Exception {
    String json =
        "{\"audience\":\"mcp-gateway\",\"type\":\"http\",\"server\":\""
            + Story.WIKI
            + "\",\"method\":\"GET\",\"path\":\""
            + raw
            + "\"}";
    try {
      assertThat(asPath(((Request.Http) RequestJson.read(json).request()).path())).isFalse();
    } catch (Refusal refused) {
      assertThat(refused).hasMessageContaining("\"/path\" has no normal form");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.acme.example/v1",
        "https://api.acme.example/v1/",
        "https://api.acme.example/v1/x?a=https://evil.example/",
        "https://api.acme.example/v1/a%20b"
      })
  void urlsBelowTheBase_areAdmitted(String url) throws Exception {
    assertThat(asArgument(API, url)).isTrue();
    assertThat(asPushUrl(API, url)).isTrue();
    assertThat(asPushUrl(WHOLE_API, url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.acme.example@evil.example/",
        "https://api.acme.example@evil.example/v1",
        "https://api.acme.example:x@evil.example/v1",
        "https://api.acme.example.evil.example/",
        "https://api.acme.example.evil.example/v1",
        "https://evil.example/https://api.acme.example/v1",
        "https://evil.example?https://api.acme.example/v1",
        "https://evil.example#@api.acme.example/v1",
        "https://evil-api.acme.example/v1",
        "HTTPS://api.acme.example/v1",
        "https://API.acme.example/v1",
        "http://api.acme.example/v1",
        "https://api.acme.example:443/v1",
        "https://api.acme.example:80/v1",
        "https://api.acme.example:/v1",
        "https://api.acme.example:0443/v1",
        "https://api.acme.example./v1",
        "https://api.acme.example\\@evil.example/v1",
        "https://api.acme.example\\.evil.example/v1",
        "https:\\\\api.acme.example/v1",
        "https:/api.acme.example/v1",
        "https:api.acme.example/v1",
        "//api.acme.example/v1",
        "https:///api.acme.example/v1",
        "https://api.acme.example/v1#x",
        "https://api.acme.example/v1\n",
        " https://api.acme.example/v1",
        "https://api.acme.example/v1\t",
        "https://api.acme.example/v1/ ",
        "https://api.acme.example%2eevil.example/v1",
        "https://api.acme.example%00.evil.example/v1",
        "https://api\uff0eacme\uff0eexample/v1",
        "https://api\u3002acme.example/v1",
        "https://api.acme.ex\u0430mple/v1",
        "https://api.acme.example/v1/../admin",
        "https://api.acme.example/v1/%2e%2e/admin",
        "https://api.acme.example/v1/%252e%252e/admin",
        "https://api.acme.example/v1/..%2fadmin",
        "https://api.acme.example/v1/..;/admin",
        "https://api.acme.example/v1\\..\\admin",
        "https://api.acme.example//v1",
        "https://api.acme.example/%76%31",
        "https://api.acme.example/v1/\u00e9",
        "javascript://api.acme.example/v1",
        "https://[::ffff:10.0.0.1]/v1",
        ""
      })
  void urlsThatAreElsewhereOrNotInNormalForm_areNot(String url) throws Exception {
    assertThat(asArgument(API, url)).isFalse();
    assertThat(asArgument(WHOLE_API, url)).isFalse();
    if (!url.isEmpty() && url.chars().noneMatch(Character::isISOControl)) {
      assertThat(asPushUrl(API, url)).isFalse();
      assertThat(asPushUrl(WHOLE_API, url)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.acme.example/v10",
        "https://api.acme.example/v",
        "https://api.acme.example/",
        "https://api.acme.example/admin?/v1",
        "https://api.acme.example/V1"
      })
  void urlsBesideTheBase_areNot(String url) throws Exception {
    assertThat(asArgument(WHOLE_API, url)).isTrue();
    assertThat(asArgument(API, url)).isFalse();
    assertThat(asPushUrl(API, url)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.1", "10.255.255.255"})
  void addressesOfTheBlock_areAdmitted(String address) throws Exception {
    assertThat(asArgument(TEN, address)).isTrue();
    assertThat(asArgument(DOCUMENTATION, address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::", "2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"})
  void longAddressesOfTheBlock_areAdmitted(String address) throws Exception {
    assertThat(asArgument(DOCUMENTATION, address)).isTrue();
    assertThat(asArgument(TEN, address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "0x7f.1",
        "0xa.0.0.1",
        "0x0a000001",
        "2130706433",
        "167772161",
        "010.0.0.1",
        "012.0.0.1",
        "10.1",
        "10.0.1",
        "10.0.0.01",
        "10.0.0.256",
        "10.0.0.1.",
        "10.0.0.1 ",
        " 10.0.0.1",
        "10.0.0.1\n",
        "10.0.0.1/8",
        "10.0.0.1:80",
        "10.0.0.1\u0000.evil.example",
        "\uff11\uff10.0.0.1",
        "\u0661\u0660.0.0.1",
        "10\u30020.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a00:1",
        "::10.0.0.1",
        "::a00:1",
        "64:ff9b::10.0.0.1",
        "[10.0.0.1]",
        "2001:db8::1%eth0",
        "2001:db8::1%251",
        "2001:DB8::1",
        "2001:0db8::1",
        "2001:db8:0:0:0:0:0:1",
        "2001:db8::0:1",
        "2001:db8:0::1",
        "[2001:db8::1]",
        "2001:db8::1/32",
        "2001:db8::10.0.0.1",
        "2001:db9::",
        "2001:db7:ffff::",
        "2001:db8:::1",
        "::2001:db8",
        ""
      })
  void addressesOfOtherBlocksOrInOtherSpellings_areNot(String address) throws Exception {
    assertThat(asArgument(TEN, address)).isFalse();
    assertThat(asArgument(DOCUMENTATION, address)).isFalse();
  }

  private static boolean asArgument(Constraint constraint, String value) throws Exception {
    Capability capability =
        new Capability.Mcp(
            Story.GITHUB,
            Constraint.ANYTHING,
            Constraint.ANYTHING,
            new TreeMap<>(Map.of(new Pointer("/x"), constraint)),
            Capability.OtherArguments.DENY);
    return admitted(capability, Story.call("t", Map.of("/x", new Value.Text(value))));
  }

  private static boolean asPushUrl(Constraint constraint, String url) throws Exception {
    Constraint any = Constraint.ANYTHING;
    return admitted(
        new Capability.Agent(WholeVocabulary.AGENT, any, any, constraint),
        new Request.Agent(
            WholeVocabulary.AGENT, "message/send", Optional.empty(), Optional.of(url)));
  }

  private static boolean asPath(String path) throws Exception {
    return admitted(
        new Capability.Http(Story.WIKI, Constraint.ANYTHING, DATA, Constraint.ANYTHING),
        new Request.Http(Story.WIKI, "GET", path, ""));
  }

  /** What the rights say, the rights that the token is read as, and its Datalog. */
  private static boolean admitted(Capability capability, Request request) throws Exception {
    boolean admits = capability.admits(request);
    VerifiedChain chain =
        Story.VERIFIER.verify(
            Forge.authority(
                HopBlocks.authority(
                    Story.ISSUER,
                    new ChainId(Story.id()),
                    Story.ALICE,
                    Story.terms(new Rights(List.of(capability))))));
    PresentedRequest presented = new PresentedRequest("mcp-gateway", request);
    assertThat(BothDecisions.byRights(chain, presented) instanceof Decision.Allowed)
        .isEqualTo(admits);
    assertThat(BothDecisions.byDatalog(chain, presented, Story.NOW) instanceof Decision.Allowed)
        .isEqualTo(admits);
    return admits;
  }
}
