// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.time.Duration;
import java.util.List;

/** One line of a fixture that something happens on. */
public sealed interface Step {
  /** Calls the performer's method for this kind of step. */
  void performOn(Performer performer);

  /** Whoever plays the steps, one method per kind. */
  interface Performer {
    /** A head crosses. */
    void head(HeadStep step);

    /** Content crosses. */
    void content(ContentStep step);

    /** The rest of a message crosses, whatever it is. */
    void anyContent(AnyContentStep step);

    /** Time passes. */
    void time(TimeStep step);

    /** A connection ends. */
    void closing(ClosingStep step);

    /** Another connection begins. */
    void connect(ConnectStep step);
  }

  /**
   * A head, up to and including its empty line.
   *
   * @param lane where it crosses
   * @param startLine its first line
   * @param fieldLines its field lines as they stand; {@code !Name} is not sent, and of a head that
   *     is expected says that it has no such field; {@code Name: ~} expects any value
   */
  record HeadStep(Lane lane, String startLine, List<String> fieldLines) implements Step {
    /** Copies the field lines. */
    public HeadStep {
      fieldLines = List.copyOf(fieldLines);
    }

    /** The bytes that a peer sends for it. */
    public String raw() {
      StringBuilder raw = new StringBuilder(startLine).append("\r\n");
      fieldLines.stream()
          .filter(line -> !line.startsWith("!"))
          .forEach(line -> raw.append(line).append("\r\n"));
      return raw.append("\r\n").toString();
    }

    @Override
    public void performOn(Performer performer) {
      performer.head(this);
    }
  }

  /**
   * Bytes that are not a whole head: content with its framing, or something malformed.
   *
   * @param lane where they cross
   * @param runs the bytes, long repetitions not written out
   */
  record ContentStep(Lane lane, List<Run> runs) implements Step {
    /** Copies the runs. */
    public ContentStep {
      runs = List.copyOf(runs);
    }

    /** How many bytes it is. */
    public long length() {
      return runs.stream().mapToLong(Run::length).sum();
    }

    @Override
    public void performOn(Performer performer) {
      performer.content(this);
    }
  }

  /** The rest of the message whose head crossed last on this lane, whatever it is. */
  record AnyContentStep(Lane lane) implements Step {
    @Override
    public void performOn(Performer performer) {
      performer.anyContent(this);
    }
  }

  /** Time passes for the subject. */
  record TimeStep(Duration step) implements Step {
    @Override
    public void performOn(Performer performer) {
      performer.time(this);
    }
  }

  /** The speaker of this lane stops. */
  record ClosingStep(Lane lane, Closing how) implements Step {
    @Override
    public void performOn(Performer performer) {
      performer.closing(this);
    }
  }

  /** The speaker of this lane opens another connection, on which the leg goes on. */
  record ConnectStep(Lane lane) implements Step {
    @Override
    public void performOn(Performer performer) {
      performer.connect(this);
    }
  }

  /** How a speaker stops. */
  enum Closing {
    /** In order, by FIN. */
    FIN,
    /** By RST. */
    RESET,
    /** Either way; only ever expected. */
    GONE
  }

  /**
   * Text repeated a number of times.
   *
   * @param text ISO-8859-1
   * @param times at least one
   */
  record Run(String text, long times) {
    /**
     * Checks that it can be written.
     *
     * @throws IllegalArgumentException when it repeats more than one byte or line end, or never
     */
    public Run {
      boolean unit = text.length() == 1 || text.equals("\r\n");
      if (times < 1 || (times > 1 && !unit)) {
        throw new IllegalArgumentException(
            "run: %s x %d (expected: one byte or CRLF, >= 1)"
                .formatted(Escapes.quote(text), times));
      }
    }

    /** How many bytes it is. */
    public long length() {
      return text.length() * times;
    }
  }
}
