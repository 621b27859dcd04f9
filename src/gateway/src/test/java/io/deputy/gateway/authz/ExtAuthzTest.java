package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServiceBridge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External authorization over gRPC, asked with Envoy's own classes. */
class ExtAuthzTest {
  private static final int OVERWRITE = 2;

  @TempDir static Path home;
  private static Hooked hooked;
  private static HttpServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    hooked = new Hooked(home);
    GrpcServer grpc = GrpcServer.server(hooked.acme.vertx());
    GrpcServiceBridge.bridge(new ExtAuthz(hooked.hooks(hooked.acme.gate()))).bind(grpc);
    server =
        hooked
            .acme
            .vertx()
            .createHttpServer()
            .requestHandler(grpc)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.actualPort()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    hooked.close();
  }

  private static CheckResponse ask(String route, AttributeContext.HttpRequest.Builder http) {
    return AuthorizationGrpc.newBlockingStub(channel)
        .check(
            CheckRequest.newBuilder()
                .setAttributes(
                    AttributeContext.newBuilder()
                        .putContextExtensions("deputy-route", route)
                        .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
                .build());
  }

  private static AttributeContext.HttpRequest.Builder get(String path) throws Exception {
    return AttributeContext.HttpRequest.newBuilder()
        .setMethod("GET")
        .setPath(path)
        .setHost("evil.example")
        .setScheme("http")
        .putHeaders("authorization", "Bearer " + hooked.token());
  }

  private static AttributeContext.HttpRequest.Builder post(String body) throws Exception {
    return get("/github")
        .setMethod("POST")
        .putHeaders("content-type", "application/json")
        .setBody(body)
        .setSize(body.length());
  }

  private static void assertDenied(CheckResponse response, int status, String reason) {
    assertThat(response.getStatus().getCode()).isNotZero();
    assertThat(response.hasOkResponse()).isFalse();
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(status);
    assertThat(response.getDeniedResponse().getBody()).contains("\"reason\":\"" + reason + "\"");
  }

  @Test
  void anAllowedRequestSaysWhoIsAskingOverWhateverTheCallerSaid() throws Exception {
    CheckResponse response =
        ask(
            "files",
            get("/docs/a?x=1")
                .putHeaders("x-delegation-subject", "mallory")
                .putHeaders("x_delegation_actor", "mallory")
                .putHeaders("x-delegation-purpose", "mallory"));

    assertThat(response.getStatus().getCode()).isZero();
    assertThat(response.hasOkResponse()).isTrue();
    assertThat(response.getOkResponse().getHeadersList())
        .extracting(h -> h.getHeader().getKey())
        .contains("X-Delegation-Subject", "X-Delegation-Actor", "X-Delegation-Chain");
    for (HeaderValueOption header : response.getOkResponse().getHeadersList()) {
      assertThat(header.getAppendActionValue()).isEqualTo(OVERWRITE);
      assertThat(header.getHeader().getValue()).isNotEqualTo("mallory");
    }
    assertThat(response.getOkResponse().getHeadersToRemoveList())
        .containsExactlyInAnyOrder(
            "authorization", "dpop", "x_delegation_actor", "x-delegation-purpose");
  }

  @Test
  void aDeniedOneHasACodeAStatusAndAChallenge() throws Exception {
    CheckResponse forbidden = ask("files", get("/admin"));
    CheckResponse unknown =
        ask("files", AttributeContext.HttpRequest.newBuilder().setMethod("GET").setPath("/docs/a"));

    assertDenied(forbidden, 403, "request_not_within_rights");
    assertThat(forbidden.getStatus().getCode()).isEqualTo(7);
    assertThat(forbidden.getDeniedResponse().getHeadersList().toString())
        .contains("WWW-Authenticate", "insufficient_scope", "DPoP-Nonce");
    assertDenied(unknown, 401, "token_missing");
    assertThat(unknown.getStatus().getCode()).isEqualTo(16);
  }

  @Test
  void theRouteIsTheContextExtensionAlone() throws Exception {
    assertDenied(ask("other", get("/docs/a")), 404, "route_unknown");
    assertDenied(ask("", get("/docs/a").putHeaders("deputy-route", "files")), 404, "route_unknown");
    assertDenied(ask("github", get("/docs/a")), 404, "route_unknown");
  }

  @Test
  void aQuestionWithoutAttributesIsDenied() {
    CheckResponse empty =
        AuthorizationGrpc.newBlockingStub(channel).check(CheckRequest.getDefaultInstance());

    assertDenied(empty, 404, "route_unknown");
    assertDenied(ask("files", AttributeContext.HttpRequest.newBuilder()), 400, "request_malformed");
  }

  @Test
  void whatIsNoProtobufIsAnErrorAndNoAnswer() {
    MethodDescriptor<byte[], byte[]> raw =
        AuthorizationGrpc.getCheckMethod().toBuilder(BYTES, BYTES).build();

    assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, raw, CallOptions.DEFAULT, new byte[] {(byte) 0xff, 1, 2, 3}))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void aBodyCountsOnlyIfItIsWhole() throws Exception {
    String body = Hooked.LIST;
    String length = Integer.toString(body.length());

    assertThat(
            ask("github", post(body).putHeaders("x-envoy-auth-partial-body", "false"))
                .getStatus()
                .getCode())
        .isZero();
    assertThat(ask("github", post(body).putHeaders("content-length", length)).hasOkResponse())
        .isTrue();
    assertDenied(
        ask("github", post(body).putHeaders("x-envoy-auth-partial-body", "true")),
        403,
        "body_unseen");
    assertDenied(
        ask(
            "github",
            post(body).setSize(body.length() + 1).putHeaders("x-envoy-auth-partial-body", "false")),
        403,
        "body_unseen");
    assertDenied(
        ask("github", post(body).putHeaders("x-envoy-auth-partial-body", "false,true")),
        403,
        "body_unseen");
    assertDenied(ask("github", post(body)), 403, "body_unseen");
    assertDenied(
        ask("github", post("").putHeaders("x-envoy-auth-partial-body", "false")),
        403,
        "body_unseen");
    assertDenied(
        ask(
            "github",
            post(body)
                .setRawBody(ByteString.copyFromUtf8("tools/call"))
                .putHeaders("x-envoy-auth-partial-body", "false")),
        400,
        "message_ambiguous");
  }

  @Test
  void rawHeadersAreReadAndTwoTokensAreNone() throws Exception {
    String token = "Bearer " + hooked.token();
    HeaderValue one =
        HeaderValue.newBuilder()
            .setKey("Authorization")
            .setRawValue(ByteString.copyFromUtf8(token))
            .build();

    assertThat(ask("files", raw(HeaderMap.newBuilder().addHeaders(one))).getStatus().getCode())
        .isZero();
    assertDenied(
        ask("files", raw(HeaderMap.newBuilder().addHeaders(one).addHeaders(one))),
        401,
        "token_malformed");
    assertDenied(
        ask("files", get("/docs/a").putAllHeaders(Map.of("authorization", token + "," + token))),
        401,
        "token_malformed");
    assertDenied(
        ask("files", get("/docs/a").setHeaderMap(HeaderMap.newBuilder().addHeaders(one))),
        400,
        "message_ambiguous");
  }

  private static AttributeContext.HttpRequest.Builder raw(HeaderMap.Builder headers) {
    return AttributeContext.HttpRequest.newBuilder()
        .setMethod("GET")
        .setPath("/docs/a")
        .setHeaderMap(headers);
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
}
