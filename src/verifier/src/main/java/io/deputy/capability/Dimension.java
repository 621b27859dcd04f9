package io.deputy.capability;

import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that a capability constrains and a request has a value for: a field of the kind of
 * resource, or one argument of the call. Fields come before arguments.
 */
public sealed interface Dimension extends Comparable<Dimension> {
  /** As it stands on the wire: the field's name, or the argument's pointer. */
  String text();

  /** A field, by its name on the wire. No field's name starts with a slash. */
  record Field(String name) implements Dimension {
    /** JSON-RPC or HTTP methods. */
    public static final Field METHODS = new Field("methods");

    /** Tools, prompts, resource URIs. */
    public static final Field NAMES = new Field("names");

    /** Normalised HTTP paths. */
    public static final Field PATHS = new Field("paths");

    /** Raw HTTP queries. */
    public static final Field QUERY = new Field("query");

    /** Who runs a model, for instance {@code anthropic}. */
    public static final Field PROVIDER = new Field("provider");

    /** What is asked of a model or an agent, for instance {@code chat} or {@code message/send}. */
    public static final Field OPERATIONS = new Field("operations");

    /** Models by name. */
    public static final Field MODELS = new Field("models");

    /** Where a model runs. */
    public static final Field REGIONS = new Field("regions");

    /** The most tokens that a model may answer with. */
    public static final Field MAX_OUTPUT_TOKENS = new Field("max_output_tokens");

    /** Skills of an agent. */
    public static final Field SKILLS = new Field("skills");

    /** Where an agent is told to send notifications. */
    public static final Field PUSH_URLS = new Field("push_urls");

    public Field {
      Objects.requireNonNull(name);
    }

    @Override
    public String text() {
      return name;
    }
  }

  /** An argument, by its place. */
  record Argument(Pointer pointer) implements Dimension {
    public Argument {
      Objects.requireNonNull(pointer);
    }

    @Override
    public String text() {
      return pointer.text();
    }
  }

  @Override
  default int compareTo(Dimension other) {
    return Comparator.comparing((Dimension d) -> d instanceof Argument)
        .thenComparing(Dimension::text)
        .compare(this, other);
  }
}
