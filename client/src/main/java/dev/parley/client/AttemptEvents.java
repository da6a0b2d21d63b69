// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.lang.System.Logger.Level;
import java.net.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a listener hears of one attempt: each start at most once, and an end only after its start.
 */
final class AttemptEvents {
  private static final System.Logger LOG = System.getLogger(AttemptEvents.class.getName());

  private final ExchangeListener listener;
  private boolean attempt;
  private boolean waiting;
  private boolean content;
  private boolean response;

  AttemptEvents(ExchangeListener listener) {
    this.listener = listener;
  }

  private void tell(Consumer<ExchangeListener> news) {
    if (listener == ExchangeListener.NONE) {
      return;
    }
    try {
      news.accept(listener);
    } catch (RuntimeException | Error broken) {
      // An assertion of a listener must not leave everybody waiting.
      LOG.log(Level.WARNING, "a listener failed", broken);
    }
  }

  void attemptStarted(int number, Ask ask) {
    attempt = true;
    tell(told -> told.attemptStarted(number, ask.asks(), ask.reason()));
    if (ask.asks()) {
      waiting = true;
      tell(told -> told.waitStarted(ask.atMost()));
    }
  }

  void interim(int status, HttpHeaders fields) {
    tell(told -> told.interim(status, fields));
  }

  void waitEnded(Outcome.Decision decision) {
    if (waiting) {
      waiting = false;
      tell(told -> told.waitEnded(decision));
    }
  }

  void contentStarted(OptionalLong length) {
    content = true;
    tell(told -> told.contentStarted(length));
  }

  void contentSent(long bytes) {
    tell(told -> told.contentSent(bytes));
  }

  void contentEnded(long bytes, boolean whole) {
    if (content) {
      content = false;
      tell(told -> told.contentEnded(bytes, whole));
    }
  }

  void responseStarted(int status) {
    response = true;
    tell(told -> told.responseStarted(status));
  }

  void responseEnded(boolean whole) {
    if (response) {
      response = false;
      tell(told -> told.responseEnded(whole));
    }
  }

  void attemptEnded(Outcome.Attempt all) {
    if (attempt) {
      attempt = false;
      tell(told -> told.attemptEnded(all));
    }
  }
}
