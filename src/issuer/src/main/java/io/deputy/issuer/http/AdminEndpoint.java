package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Administered;
import io.deputy.issuer.admin.Administration;
import io.deputy.issuer.admin.EntryKind;
import io.deputy.issuer.admin.Precondition;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.limits.RateLimits;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code /admin}: the directory, for operators. */
@Path("/admin")
@Produces(MediaType.APPLICATION_JSON)
public class AdminEndpoint {
  /** Eight hundred agents; a larger directory comes as the file of a start. */
  private static final int MAX_BYTES = 1 << 20;

  private final Administration administration;
  private final RateLimits limits;

  AdminEndpoint(Administration administration, RateLimits limits) {
    this.administration = administration;
    this.limits = limits;
  }

  /** The directory in force. */
  @GET
  @Path("/directory")
  public Response directory(@Context HttpServerRequest request) {
    return answer(request, bearer -> read(administration.directory(bearer)));
  }

  /** Puts another in its place. */
  @PUT
  @Path("/directory")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response replace(InputStream body, @Context HttpServerRequest request) {
    return answer(
        request, bearer -> done(administration.replace(text(body), order(request, bearer))));
  }

  /** One agent. */
  @GET
  @Path("/agents/{id}")
  public Response agent(@PathParam("id") String id, @Context HttpServerRequest request) {
    return answer(request, bearer -> read(administration.entry(EntryKind.AGENT, id, bearer)));
  }

  /** Registers an agent, or changes one. */
  @PUT
  @Path("/agents/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response putAgent(
      @PathParam("id") String id, InputStream body, @Context HttpServerRequest request) {
    return put(EntryKind.AGENT, id, body, request);
  }

  /** Removes an agent. */
  @DELETE
  @Path("/agents/{id}")
  public Response removeAgent(@PathParam("id") String id, @Context HttpServerRequest request) {
    return remove(EntryKind.AGENT, id, request);
  }

  /** One grant. */
  @GET
  @Path("/grants/{id}")
  public Response grant(@PathParam("id") String id, @Context HttpServerRequest request) {
    return answer(request, bearer -> read(administration.entry(EntryKind.GRANT, id, bearer)));
  }

  /** Grants something, or something else. */
  @PUT
  @Path("/grants/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response putGrant(
      @PathParam("id") String id, InputStream body, @Context HttpServerRequest request) {
    return put(EntryKind.GRANT, id, body, request);
  }

  /** Withdraws a grant. */
  @DELETE
  @Path("/grants/{id}")
  public Response removeGrant(@PathParam("id") String id, @Context HttpServerRequest request) {
    return remove(EntryKind.GRANT, id, request);
  }

  private Response put(EntryKind kind, String id, InputStream body, HttpServerRequest request) {
    return answer(
        request, bearer -> done(administration.put(kind, id, text(body), order(request, bearer))));
  }

  private Response remove(EntryKind kind, String id, HttpServerRequest request) {
    return answer(request, bearer -> done(administration.remove(kind, id, order(request, bearer))));
  }

  /** What an operator asks for. */
  private interface Work {
    Response by(Credential bearer) throws Refusal, IOException;
  }

  /** Nothing is read before the operator is known. */
  private Response answer(HttpServerRequest request, Work work) {
    try {
      limits.takeOf(Sources.of(request));
      return work.by(administration.admit(AuthorizationHeader.bearer(request)));
    } catch (Refusal refusal) {
      return ErrorAnswer.of(refusal);
    } catch (IOException e) {
      return ErrorAnswer.of(Reason.PARAMETER_INVALID, "the body cannot be read");
    }
  }

  private static Response read(Administration.Read read) {
    return Response.ok(read.json(), MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.ETAG, read.tag())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static Response done(Administered administered) {
    return administered instanceof Administered.Done done
        ? ChangeAnswer.of(done)
        : ErrorAnswer.of((Administered.Invalid) administered);
  }

  private static Administration.Order order(HttpServerRequest request, Credential bearer)
      throws Refusal {
    boolean dryRun = dryRun(request);
    Optional<String> ifMatch = header(request, HttpHeaders.IF_MATCH);
    Optional<String> ifNoneMatch = header(request, HttpHeaders.IF_NONE_MATCH);
    Optional<Precondition> precondition =
        dryRun && ifMatch.isEmpty() && ifNoneMatch.isEmpty()
            ? Optional.empty()
            : Optional.of(Precondition.read(ifMatch, ifNoneMatch));
    return new Administration.Order(bearer, precondition, dryRun, Sources.of(request));
  }

  /** Only what is said plainly: a dry run that was misspelled must not become a real one. */
  private static boolean dryRun(HttpServerRequest request) throws Refusal {
    String query = request.query() == null ? "" : request.query();
    return switch (query) {
      case "", "dry_run=false" -> false;
      case "dry_run=true" -> true;
      default ->
          throw new Refusal(
              Reason.PARAMETER_INVALID, "the query can only be dry_run=true or dry_run=false");
    };
  }

  private static Optional<String> header(HttpServerRequest request, String name) {
    List<String> values = request.headers().getAll(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
  }

  private static String text(InputStream body) throws IOException, Refusal {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new Refusal(Reason.BODY_TOO_LARGE, "the body has more than " + MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.PARAMETER_INVALID, "the body is not in UTF-8");
    }
  }
}
