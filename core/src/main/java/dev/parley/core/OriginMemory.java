// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * What past exchanges showed of how a server answers an expectation.
 *
 * <p>RFC 9110 10.1.1 lets a gateway act on it: where a server is known not to negotiate, the client
 * is answered by the gateway, and nobody waits. What was learned is doubted again after a while:
 * one exchange then asks the server once more. Times are readings of one clock that only moves
 * forward, in nanoseconds.
 *
 * @param manner how it answers
 * @param misuses417 whether it said 417 where it meant another refusal
 * @param silences waits in a row that elapsed although it used to decide
 * @param estimate how long its decisions take
 * @param times how its decisions spread
 * @param since when the manner was learned
 * @param doubt whether its silence may have been slowness
 */
public record OriginMemory(
    Manner manner,
    boolean misuses417,
    int silences,
    WaitEstimate estimate,
    DecisionTimes times,
    long since,
    SilenceDoubt doubt) {
  /** Nothing is known. */
  public static final OriginMemory NONE =
      new OriginMemory(
          Manner.UNKNOWN, false, 0, WaitEstimate.NONE, DecisionTimes.NONE, 0, SilenceDoubt.NONE);

  /** One elapsed wait may be a slow decision; this many in a row are a habit. */
  private static final int SILENCES = 3;

  private static final int ERROR = 400;

  /** How a server answers an expectation. */
  public enum Manner {
    /** Nothing was learned, or nothing that still counts. */
    UNKNOWN(true, "unknown"),
    /** It says 100 or refuses, in time. */
    DECIDES(true, "decides"),
    /** It waits for the content. */
    SILENT(false, "stays silent"),
    /** It says 417 to every expectation. */
    FAILS_EXPECTATIONS(false, "fails expectations"),
    /** It speaks HTTP/1.0, which has no interim responses. */
    HTTP_1_0(false, "speaks HTTP/1.0");

    private final boolean negotiates;
    private final String words;

    Manner(boolean negotiates, String words) {
      this.negotiates = negotiates;
      this.words = words;
    }

    /** Whether asking it is worth while. */
    public boolean negotiates() {
      return negotiates;
    }

    /** The manner in words that follow "the origin". */
    public String words() {
      return words;
    }
  }

  /**
   * Whether the next exchange should ask the server rather than answer for it.
   *
   * @param memory how long one that cannot negotiate is believed to stay so
   */
  public boolean asks(Duration memory, long now) {
    return manner.negotiates() || doubt.asks() || now - since >= memory.toNanos();
  }

  /**
   * Whether chunks are kept from the server, because it is of HTTP/1.0 (RFC 9112 6.1) and that is
   * not in doubt.
   *
   * @param memory how long it is believed to stay so
   */
  public boolean takesNoChunks(Duration memory, long now) {
    return manner == Manner.HTTP_1_0 && !asks(memory, now);
  }

  /** The server is being asked: while its manner is in doubt, no second exchange asks. */
  public OriginMemory asked(long now) {
    return manner.negotiates()
        ? this
        : new OriginMemory(manner, misuses417, silences, estimate, times, now, doubt.trying());
  }

  /**
   * How long the next exchange should wait: longer after every silence and while one is doubted, up
   * to the ceiling.
   */
  public Duration waits(WaitPolicy policy) {
    Duration learned = known().within(policy);
    for (int i = 0; i < silences; i++) {
      learned = learned.plus(learned);
    }
    return learned.compareTo(policy.ceiling()) > 0 ? policy.ceiling() : learned;
  }

  /** What a doubted silence hid counts as a decision. */
  private WaitEstimate known() {
    return doubt.exists() ? estimate.with(Duration.ofNanos(doubt.after())) : estimate;
  }

  /** It answered with a 100 or a final status other than 417, in time or late. */
  public OriginMemory decided(Duration after, long now) {
    return new OriginMemory(
        Manner.DECIDES,
        misuses417,
        0,
        estimate.with(after),
        times.with(after),
        now,
        SilenceDoubt.NONE);
  }

  /** It did not answer before the wait elapsed. */
  public OriginMemory silent(long now) {
    if (doubt.outlives(now)) {
      return this;
    }
    boolean habit = manner != Manner.DECIDES || silences + 1 >= SILENCES;
    return habit
        ? new OriginMemory(Manner.SILENT, misuses417, 0, estimate, times, now, doubt.refuted())
        : new OriginMemory(manner, misuses417, silences + 1, estimate, times, since, doubt);
  }

  /**
   * It refused after the wait had elapsed, which may or may not be an answer to the expectation:
   * one that decides slowly does that, and one that waits for content and does not like it.
   *
   * @param after how long that took; no longer than the next exchange may wait
   */
  public OriginMemory refusedLate(Duration after, long now) {
    return manner == Manner.SILENT
        ? new OriginMemory(
            manner, misuses417, silences, estimate, times, since, doubt.refusedLate(after, now))
        : this;
  }

  /** It answered 417. */
  public OriginMemory failedExpectation(long now) {
    return misuses417 ? this : manner(Manner.FAILS_EXPECTATIONS, false, now);
  }

  /**
   * It answered the same request without an expectation: a refusal shows that the 417 meant that
   * refusal, an acceptance that it meant the expectation.
   */
  public OriginMemory repeated(int status, long now) {
    if (status >= 500) {
      return this;
    }
    return status >= 400
        ? manner(estimate.samples() > 0 ? Manner.DECIDES : Manner.UNKNOWN, true, now)
        : manner(Manner.FAILS_EXPECTATIONS, false, now);
  }

  /**
   * A response was of this version. An error says nothing of HTTP/1.0: something in front of the
   * server may have made it, as older proxies do.
   */
  public OriginMemory spoke(Version version, int status, long now) {
    if (version == Version.HTTP_1_0) {
      return status >= ERROR ? this : manner(Manner.HTTP_1_0, misuses417, now);
    }
    return manner == Manner.HTTP_1_0 ? manner(Manner.UNKNOWN, misuses417, now) : this;
  }

  private OriginMemory manner(Manner other, boolean misuses, long now) {
    return new OriginMemory(other, misuses, 0, estimate, times, now, SilenceDoubt.NONE);
  }
}
