// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.DecisionTimes;
import dev.parley.core.OriginMemory;
import dev.parley.core.OriginMemory.Manner;
import dev.parley.core.PathEstimate;
import dev.parley.core.RefusalOdds;
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
 */
public record OriginNote(
    String origin,
    Manner manner,
    boolean misuses417,
    Instant since,
    WaitEstimate estimate,
    RefusalOdds odds,
    PathEstimate path) {
  private static final String VERSION = "1";
  private static final int WORDS = 12;

  static OriginNote of(String origin, KnownOrigin.Knowledge knowledge, Instant since) {
    OriginMemory memory = knowledge.memory();
    return new OriginNote(
        origin,
        memory.manner(),
        memory.misuses417(),
        since,
        memory.estimate(),
        knowledge.odds(),
        knowledge.path());
  }

  KnownOrigin.Knowledge knowledge(long sinceNanos) {
    return new KnownOrigin.Knowledge(
        new OriginMemory(manner, misuses417, 0, estimate, DecisionTimes.NONE, sinceNanos),
        odds,
        path);
  }

  /** One line of words without spaces in them, the first one being the version of the form. */
  public String line() {
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
    if (words.length != WORDS || !words[0].equals(VERSION)) {
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
          new PathEstimate(Long.parseLong(words[10]), Long.parseLong(words[11])));
    } catch (IllegalArgumentException | java.time.DateTimeException wrong) {
      throw new IllegalArgumentException(
          "note: " + line + " (expected: a line of an export)", wrong);
    }
  }
}
