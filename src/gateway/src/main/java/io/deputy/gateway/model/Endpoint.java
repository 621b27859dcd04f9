package io.deputy.gateway.model;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.routes.Route.ModelApi;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The requests that pass, by API, method and path; all others are refused, batches and what is
 * stored at the provider among them. So are members of a body that are not listed here: one that
 * this gateway does not know could name another model, server or file, and servers that ignore case
 * would read it as one that it knows.
 */
enum Endpoint {
  /** OpenAI chat completions. */
  CHAT(
      ModelApi.OPENAI,
      "/v1/chat/completions",
      "chat",
      Set.of("model", "messages"),
      Set.of(
          "audio",
          "fallbacks",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "metadata",
          "modalities",
          "models",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "route",
          "safety_identifier",
          "seed",
          "service_tier",
          "stop",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "user",
          "verbosity")),

  /** OpenAI responses. Without {@code model}, a stored prompt would choose it. */
  RESPONSES(
      ModelApi.OPENAI,
      "/v1/responses",
      "responses",
      Set.of("model", "input"),
      Set.of(
          "background",
          "fallbacks",
          "include",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "metadata",
          "models",
          "parallel_tool_calls",
          "prompt_cache_key",
          "prompt_cache_retention",
          "reasoning",
          "route",
          "safety_identifier",
          "service_tier",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "text",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "truncation",
          "user")),

  /** OpenAI embeddings. */
  EMBEDDINGS(
      ModelApi.OPENAI,
      "/v1/embeddings",
      "embeddings",
      Set.of("model", "input"),
      Set.of("dimensions", "encoding_format", "user")),

  /** Anthropic messages. */
  MESSAGES(
      ModelApi.ANTHROPIC,
      "/v1/messages",
      "messages",
      Set.of("model", "messages", "max_tokens"),
      Set.of(
          "cache_control",
          "context_management",
          "inference_geo",
          "mcp_servers",
          "metadata",
          "output_config",
          "output_format",
          "service_tier",
          "speed",
          "stop_sequences",
          "stream",
          "system",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p")),

  /** Anthropic's counting of the tokens of a message that is not sent. */
  COUNT_TOKENS(
      ModelApi.ANTHROPIC,
      "/v1/messages/count_tokens",
      "messages",
      Set.of("model", "messages"),
      Set.of(
          "cache_control",
          "context_management",
          "mcp_servers",
          "output_config",
          "output_format",
          "system",
          "thinking",
          "tool_choice",
          "tools"));

  /** Where both APIs list their models. */
  static final String MODELS = "/v1/models";

  private final ModelApi api;
  private final String path;
  private final String operation;

  @SuppressWarnings("ImmutableEnumChecker") // A set that cannot be changed, of strings.
  private final Set<String> required;

  @SuppressWarnings("ImmutableEnumChecker") // Likewise.
  private final Set<String> optional;

  Endpoint(
      ModelApi api, String path, String operation, Set<String> required, Set<String> optional) {
    this.api = api;
    this.path = path;
    this.operation = operation;
    this.required = required;
    this.optional = optional;
  }

  /**
   * The one at this path.
   *
   * @param query raw; empty, or {@code beta=true}, which Anthropic's own clients send
   * @throws Refusal {@code method_unknown} if there is none
   */
  static Endpoint of(ModelApi api, String method, String path, Optional<String> query)
      throws Refusal {
    boolean plain =
        query.isEmpty() || (api == ModelApi.ANTHROPIC && query.get().equals("beta=true"));
    return Arrays.stream(values())
        .filter(e -> plain && method.equals("POST") && e.api == api && e.path.equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.METHOD_UNKNOWN,
                    "this route passes only single requests to models, without a query, and the"
                        + " list of models; use one of those"));
  }

  /** The operation as rights name it. */
  String operation() {
    return operation;
  }

  /** The members that a body must have. */
  Set<String> required() {
    return required;
  }

  /** The members that a body may have. */
  Set<String> optional() {
    return optional;
  }
}
