// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one upload, over all the times it was tried.
 *
 * @param status of the last final response; empty where none came
 * @param reason why it was not uploaded, in words; empty where it was, or where nobody said
 * @param location what the server calls the result
 * @param redirectedTo what answered last, where redirects led to it
 * @param attempts every time it was sent
 * @param sent bytes of content that left
 * @param spared bytes that never had to leave
 * @param took from the beginning of the first try to the end of the last
 */
record UploadResult(
    Upload upload,
    Ending ending,
    OptionalInt status,
    String reason,
    Optional<String> location,
    Optional<String> redirectedTo,
    List<Outcome.Attempt> attempts,
    long sent,
    long spared,
    Duration took) {
  /** How it ended. */
  enum Ending {
    /** The server says that it has it. */
    UPLOADED,
    /** The server says that it was well, but wanted nothing of the content. */
    ACCEPTED_WITHOUT_CONTENT,
    /** The server has answered, and does not have it. */
    REFUSED,
    /** There is no answer, or not one that can be used. */
    FAILED,
    /** There is no connection. */
    UNREACHABLE,
    /** It was interrupted. */
    STOPPED,
    /** It was never begun, because of an interrupt or of another one that failed. */
    NOT_TRIED
  }

  UploadResult {
    attempts = List.copyOf(attempts);
  }

  /** The result of an upload that was never begun. */
  static UploadResult notTried(Upload upload) {
    return new UploadResult(
        upload,
        Ending.NOT_TRIED,
        OptionalInt.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        0,
        Duration.ZERO);
  }

  boolean uploaded() {
    return ending == Ending.UPLOADED;
  }
}
