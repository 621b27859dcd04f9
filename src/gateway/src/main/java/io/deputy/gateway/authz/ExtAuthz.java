package io.deputy.gateway.authz;

import com.google.protobuf.ByteString;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.authz.envoy.AttributeContext;
import io.deputy.gateway.authz.envoy.AuthorizationGrpc;
import io.deputy.gateway.authz.envoy.CheckRequest;
import io.deputy.gateway.authz.envoy.CheckResponse;
import io.deputy.gateway.authz.envoy.DeniedHttpResponse;
import io.deputy.gateway.authz.envoy.HeaderValue;
import io.deputy.gateway.authz.envoy.HeaderValueOption;
import io.deputy.gateway.authz.envoy.HttpRequest;
import io.deputy.gateway.authz.envoy.HttpStatus;
import io.deputy.gateway.authz.envoy.OkHttpResponse;
import io.deputy.gateway.authz.envoy.RpcStatus;
import io.deputy.gateway.proxy.HeaderHygiene;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Envoy's external authorization over gRPC ({@code envoy.service.auth.v3.Authorization}), as Envoy,
 * Istio and agentgateway ask it. The route is the context extension {@value #ROUTE}, which only
 * Envoy's configuration can set. Every answer says its status: to Envoy an empty one is a yes.
 */
public class ExtAuthz extends AuthorizationGrpc.AuthorizationImplBase {
  /** The context extension that names the route. */
  public static final String ROUTE = "deputy-route";

  /** Codes of google.rpc. */
  private static final int OK = 0;

  private static final int PERMISSION_DENIED = 7;
  private static final int UNAUTHENTICATED = 16;
  private static final int UNAUTHORIZED = 401;

  private final Hooks hooks;

  /** Asks {@code hooks}. */
  public ExtAuthz(Hooks hooks) {
    this.hooks = hooks;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> answers) {
    Map<String, List<String>> headers = new HashMap<>();
    try {
      AttributeContext attributes = request.getAttributes();
      headers.putAll(headers(attributes.getRequest().getHttp()));
      hooks
          .decide(
              attributes.getContextExtensionsOrDefault(ROUTE, ""),
              original(attributes.getRequest().getHttp(), headers))
          .handle(
              (answer, failure) -> {
                send(answers, failure == null ? answer : hooks.failed(failure), headers);
                return null;
              });
    } catch (Refusal refusal) {
      send(answers, hooks.refused(refusal), headers);
    } catch (RuntimeException e) {
      send(answers, hooks.failed(e), headers);
    }
  }

  private static void send(
      StreamObserver<CheckResponse> answers, Answer answer, Map<String, List<String>> headers) {
    answers.onNext(answer.allowed() ? allowed(answer, headers) : denied(answer));
    answers.onCompleted();
  }

  private static CheckResponse allowed(Answer answer, Map<String, List<String>> inbound) {
    OkHttpResponse.Builder ok = OkHttpResponse.newBuilder();
    ok.addAllHeaders(options(answer));
    TreeSet<String> remove = new TreeSet<>(List.of("authorization", "dpop"));
    for (String name : inbound.keySet()) {
      if (name.replace('_', '-').startsWith(HeaderHygiene.IDENTITY_PREFIX)) {
        remove.add(name);
      }
    }
    // Envoy removes after it sets, so what is set must not be removed: it is overwritten instead.
    answer.headers().keySet().forEach(name -> remove.remove(name.toLowerCase(Locale.ROOT)));
    ok.addAllHeadersToRemove(remove);
    return CheckResponse.newBuilder()
        .setStatus(RpcStatus.newBuilder().setCode(OK))
        .setOkResponse(ok)
        .build();
  }

  private static CheckResponse denied(Answer answer) {
    return CheckResponse.newBuilder()
        .setStatus(
            RpcStatus.newBuilder()
                .setCode(answer.status() == UNAUTHORIZED ? UNAUTHENTICATED : PERMISSION_DENIED))
        .setDeniedResponse(
            DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCode(answer.status()))
                .addAllHeaders(options(answer))
                .setBody(answer.body()))
        .build();
  }

  private static List<HeaderValueOption> options(Answer answer) {
    List<HeaderValueOption> options = new ArrayList<>();
    answer
        .headers()
        .forEach(
            (name, values) -> {
              var action = HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD;
              for (String value : values) {
                options.add(
                    HeaderValueOption.newBuilder()
                        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                        .setAppendAction(action)
                        .build());
                action = HeaderValueOption.HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD;
              }
            });
    return options;
  }

  private static Original original(HttpRequest http, Map<String, List<String>> headers)
      throws Refusal {
    ByteString raw = http.getRawBody();
    if (!raw.isEmpty() && !http.getBody().isEmpty()) {
      throw ambiguous("the body");
    }
    Bytes body =
        Bytes.of(
            raw.isEmpty() ? http.getBody().getBytes(StandardCharsets.UTF_8) : raw.toByteArray());
    return new Original(
        http.getMethod(),
        http.getPath(),
        headers,
        SeenBody.of(http.getMethod(), headers, body, http.getSize()));
  }

  /**
   * Repeated headers stand apart if Envoy is told to encode them raw, else joined by commas; a
   * token or proof with a comma is none, so that is refused later.
   */
  private static Map<String, List<String>> headers(HttpRequest http) throws Refusal {
    if (!http.getHeadersMap().isEmpty() && http.getHeaderMap().getHeadersCount() > 0) {
      throw ambiguous("each header");
    }
    Map<String, List<String>> headers = new HashMap<>();
    http.getHeadersMap().forEach((name, value) -> add(headers, name, value));
    for (HeaderValue header : http.getHeaderMap().getHeadersList()) {
      if (!header.getRawValue().isEmpty() && !header.getValue().isEmpty()) {
        throw ambiguous("a header's value");
      }
      add(
          headers,
          header.getKey(),
          header.getRawValue().isEmpty()
              ? header.getValue()
              : header.getRawValue().toString(StandardCharsets.ISO_8859_1));
    }
    return headers;
  }

  private static void add(Map<String, List<String>> headers, String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
  }

  private static Refusal ambiguous(String what) {
    return new Refusal(
        Reason.MESSAGE_AMBIGUOUS, what + " stands twice in the question, in two forms; send one");
  }
}
