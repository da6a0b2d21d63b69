// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Hears how a request gets on. Every start is followed by its end, whatever happens between them.
 *
 * <p>Called on an event loop: it must not block. What it throws is logged and changes nothing.
 */
public interface ExchangeListener {
  /** Hears nothing. */
  ExchangeListener NONE = new ExchangeListener() {};

  /**
   * The request is sent, for the first time or again.
   *
   * @param asks whether it asks first
   * @param reason why
   */
  default void attemptStarted(int number, boolean asks, Outcome.Reason reason) {}

  /** The attempt is over, and this is all about it. */
  default void attemptEnded(Outcome.Attempt attempt) {}

  /**
   * The content is held back until the server answers.
   *
   * @param atMost then it flows anyway
   */
  default void waitStarted(Duration atMost) {}

  /** It is held back no more. */
  default void waitEnded(Outcome.Decision decision) {}

  /** Content flows. */
  default void contentStarted(OptionalLong length) {}

  /** This much has been handed to the connection so far. */
  default void contentSent(long bytes) {}

  /**
   * No more content flows.
   *
   * @param whole whether all of it left
   */
  default void contentEnded(long bytes, boolean whole) {}

  /** An interim response came that is no answer to an expectation. */
  default void interim(int status, HttpHeaders fields) {}

  /** The final response begins. */
  default void responseStarted(int status) {}

  /**
   * The final response ended.
   *
   * @param whole whether all of it came
   */
  default void responseEnded(boolean whole) {}
}
