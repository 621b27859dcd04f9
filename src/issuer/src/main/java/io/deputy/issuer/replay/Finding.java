package io.deputy.issuer.replay;

import io.deputy.capability.Describe;
import java.util.Objects;

/** What replay has to say about a row. */
public sealed interface Finding {
  /** Which row. */
  Row row();

  /** One line for people. */
  String describe();

  /**
   * A column says something else than what comes out.
   *
   * @param field the column
   * @param expected what comes out, or in words what must hold
   * @param found what the row says
   */
  record Differs(Row row, String field, String expected, String found) implements Finding {
    public Differs {
      Objects.requireNonNull(row);
      Objects.requireNonNull(field);
      Objects.requireNonNull(expected);
      Objects.requireNonNull(found);
    }

    @Override
    public String describe() {
      return row.describe()
          + ": "
          + field
          + " is "
          + Describe.quote(found)
          + ", expected "
          + Describe.quote(expected);
    }
  }

  /**
   * A row is not there.
   *
   * @param why what says that it must be
   */
  record Missing(Row row, String why) implements Finding {
    public Missing {
      Objects.requireNonNull(row);
      Objects.requireNonNull(why);
    }

    @Override
    public String describe() {
      return row.describe() + " is missing: " + why;
    }
  }

  /**
   * A row is there once more than it can be.
   *
   * @param why what it repeats
   */
  record Duplicate(Row row, String why) implements Finding {
    public Duplicate {
      Objects.requireNonNull(row);
      Objects.requireNonNull(why);
    }

    @Override
    public String describe() {
      return row.describe() + " is one too many: " + why;
    }
  }

  /**
   * Something was not recorded that deciding it again takes. It may be as it should, and nobody can
   * say so.
   *
   * @param field the column that says what was decided
   * @param why what is not known
   */
  record NotRecomputable(Row row, String field, String why) implements Finding {
    public NotRecomputable {
      Objects.requireNonNull(row);
      Objects.requireNonNull(field);
      Objects.requireNonNull(why);
    }

    @Override
    public String describe() {
      return row.describe() + ": " + field + " is not recomputable: " + why;
    }
  }
}
