package io.deputy.issuer.http;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;

/** A fresh chain from a user through orchestrator and researcher to summarizer. */
public record Delegated(Issued first, Issued second, Issued third) {
  /** A token with its names. */
  public record Issued(String token, String hop, String chain) {
    public static Issued by(Call call) {
      ExtractableResponse<Response> answer = call.send().statusCode(200).extract();
      return new Issued(answer.path("access_token"), answer.path("hop"), answer.path("chain"));
    }
  }

  /** Nobody else's, so that revoking all that she delegated stays in one test. */
  public static Delegated from(String user) {
    return from(Acme.alice("orchestrator").with("sub", user));
  }

  public static Delegated from(Jwt jwt) {
    return from(Call.first("orchestrator", Acme.ORCHESTRATOR, jwt));
  }

  /** With a purpose. */
  public static Delegated from(Jwt jwt, String purpose) {
    return from(Call.first("orchestrator", Acme.ORCHESTRATOR, jwt).with("purpose", purpose));
  }

  private static Delegated from(Call call) {
    Issued first = Issued.by(call);
    Issued second =
        Issued.by(Call.next("orchestrator", Acme.ORCHESTRATOR, first.token(), "researcher"));
    return new Delegated(first, second, Issued.by(toSummarizer(second)));
  }

  public static Call toResearcher(Issued first) {
    return Call.next("orchestrator", Acme.ORCHESTRATOR, first.token(), "researcher");
  }

  static Call toSummarizer(Issued second) {
    return Call.next("researcher", Acme.RESEARCHER, second.token(), "summarizer")
        .without("scope")
        .with("authorization_details", Acme.SEARCH);
  }
}
