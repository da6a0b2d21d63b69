// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.DecisionTimes;
import dev.parley.core.OriginMemory;
import dev.parley.core.OriginMemory.Manner;
import dev.parley.core.PathEstimate;
import dev.parley.core.RefusalOdds;
import dev.parley.core.SilenceDoubt;
import dev.parley.core.WaitEstimate;
import java.time.Instant;
import java.util.Locale;

/**
 * What is known of one server, as it can be written down.
 *
 * @param origin scheme, host and port
 * @param manner how it answers an expectation
 * @param misuses417 whether it says 417 for other refusals
 * @param since when the manner was learned
 * @param estimate how long its decisions take
 * @param odds how likely it refuses
 * @param path how far away it is
 * @param silences waits in a row that elapsed although it used to decide
 * @param doubt whether its silence may have been slowness
 */
public record OriginNote(
    String origin,
    Manner manner,
    boolean misuses417,
    Instant since,
    WaitEstimate estimate,
    RefusalOdds odds,
    PathEstimate path,
    int silences,
    SilenceDoubt doubt) {
  private static final String VERSION = "1";
  private static final int WORDS = 12;
  private static final int WORDS_WITH_SILENCES = 17;

  /** A note of a server that was not silent where it used to decide, or not in vain. */
  public OriginNote(
      String origin,
      Manner manner,
      boolean misuses417,
      Instant since,
      WaitEstimate estimate,
      RefusalOdds odds,
      PathEstimate path) {
    this(origin, manner, misuses417, since, estimate, odds, path, 0, SilenceDoubt.NONE);
  }

  static OriginNote of(String origin, KnownOrigin.Knowledge knowledge, Instant since) {
    OriginMemory memory = knowledge.memory();
    return new OriginNote(
        origin,
        memory.manner(),
        memory.misuses417(),
        since,
        memory.estimate(),
        knowledge.odds(),
        knowledge.path(),
        memory.silences(),
        memory.doubt().at(0));
  }

  KnownOrigin.Knowledge knowledge(long sinceNanos) {
    return new KnownOrigin.Knowledge(
        new OriginMemory(
            manner,
            misuses417,
            silences,
            estimate,
            DecisionTimes.NONE,
            sinceNanos,
            doubt.at(sinceNanos)),
        odds,
        path);
  }

  /** One line of words without spaces in them, the first one being the version of the form. */
  public String line() {
    return silences == 0 && doubt.equals(SilenceDoubt.NONE)
        ? words()
        : String.join(
            " ",
            words(),
            Integer.toString(silences),
            Long.toString(doubt.after()),
            Boolean.toString(doubt.tried()),
            Integer.toString(doubt.inVain()),
            Integer.toString(doubt.passed()));
  }

  private String words() {
    return String.join(
        " ",
        VERSION,
        origin,
        manner.name().toLowerCase(Locale.ROOT),
        Boolean.toString(misuses417),
        since.toString(),
        Long.toString(estimate.mean()),
        Long.toString(estimate.variation()),
        Long.toString(estimate.samples()),
        Double.toString(odds.refused()),
        Double.toString(odds.answered()),
        Long.toString(path.roundTrip()),
        Long.toString(path.bytesPerSecond()));
  }

  /**
   * Reads {@link #line}.
   *
   * @throws IllegalArgumentException when it is none, or of another version
   */
  public static OriginNote parse(String line) {
    String[] words = line.strip().split(" ", -1);
    boolean silences = words.length == WORDS_WITH_SILENCES;
    if (!(silences || words.length == WORDS) || !words[0].equals(VERSION)) {
      throw Checks.wrong("note", line, WORDS + " words, the first one " + VERSION);
    }
    try {
      return new OriginNote(
          words[1],
          Manner.valueOf(words[2].toUpperCase(Locale.ROOT)),
          Boolean.parseBoolean(words[3]),
          Instant.parse(words[4]),
          new WaitEstimate(
              Long.parseLong(words[5]), Long.parseLong(words[6]), Long.parseLong(words[7])),
          new RefusalOdds(Double.parseDouble(words[8]), Double.parseDouble(words[9])),
          new PathEstimate(Long.parseLong(words[10]), Long.parseLong(words[11])),
          silences ? (int) Checks.notNegative("silences", Integer.parseInt(words[12])) : 0,
          silences
              ? new SilenceDoubt(
                  Long.parseLong(words[13]),
                  0,
                  Boolean.parseBoolean(words[14]),
                  Integer.parseInt(words[15]),
                  Integer.parseInt(words[16]))
              : SilenceDoubt.NONE);
    } catch (IllegalArgumentException | java.time.DateTimeException wrong) {
      throw new IllegalArgumentException(
          "note: " + line + " (expected: a line of an export)", wrong);
    }
  }
}
