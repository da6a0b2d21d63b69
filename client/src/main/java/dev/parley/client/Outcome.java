// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.AskEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a request: who decided on its content, after how long, and what that spared.
 *
 * @param attempts every time it was sent, the last one being the one that was answered
 * @param contentSent bytes of content that left, over all attempts
 * @param contentSpared bytes of the last attempt that never had to leave; 0 where the length is
 *     unknown
 * @param unfollowed the redirect that is the final response, where the client was to follow some
 * @param took from the call to the end of the final response, or to its head where the handler
 *     gives the content away before it is whole
 */
public record Outcome(
    List<Attempt> attempts,
    long contentSent,
    long contentSpared,
    Optional<Unfollowed> unfollowed,
    Duration took) {
  public Outcome {
    attempts = List.copyOf(attempts);
  }

  /** The attempt that was answered. */
  public Attempt last() {
    return attempts.get(attempts.size() - 1);
  }

  /** Who let the content flow, or kept it back. */
  public enum Decision {
    /** There was no content. */
    NO_CONTENT,
    /** Nobody was asked. */
    UNASKED,
    /** The server, with a 100. */
    CONTINUE,
    /** The server, with a final response. */
    FINAL,
    /** Nobody: the wait elapsed. */
    ELAPSED,
    /** Nobody: the connection was lost first. */
    LOST
  }

  /** Why the client asked, or did not. */
  public enum Reason {
    /** No content is announced (RFC 9110 10.1.1). */
    NO_CONTENT,
    /** The policy says so. */
    POLICY,
    /** The server is known not to answer expectations. */
    MEMORY,
    /** The server just failed the expectation. */
    EXPECTATION_FAILED,
    /** {@link AskEstimate} said so. */
    ESTIMATE
  }

  /** Why a request was sent again. */
  public enum Again {
    /** It was not. */
    NO,
    /** The connection had served before, and was dead. */
    STALE_CONNECTION,
    /** 417: without the expectation now. */
    EXPECTATION_FAILED,
    /** 3xx: elsewhere. */
    REDIRECTED,
    /** 401: with credentials. */
    CHALLENGED
  }

  /**
   * One time that the request was sent.
   *
   * @param asked whether it asked first
   * @param reason why
   * @param estimate what was weighed, where that was the reason
   * @param decision who decided
   * @param waited how long the content was held back
   * @param contentSent bytes of content that left
   * @param contentLength bytes that were announced
   * @param status of the final response; empty where none came
   * @param reused whether the connection had served another request
   * @param again why there was another attempt after it
   */
  public record Attempt(
      boolean asked,
      Reason reason,
      Optional<AskEstimate> estimate,
      Decision decision,
      Duration waited,
      long contentSent,
      OptionalLong contentLength,
      Optional<Integer> status,
      boolean reused,
      Again again) {}
}
