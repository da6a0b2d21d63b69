// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.util.ArrayList;
import java.util.List;

/**
 * What one upload came to, as its client saw it.
 *
 * @param interims the interim responses in their order; a wait before one is part of it
 * @param status the final one, as the page says it
 * @param contentSent whether any content left the client
 * @param kept whether the connection served a second upload
 */
record Outcome(
    Upload upload, List<String> interims, String status, boolean contentSent, boolean kept) {
  Outcome {
    interims = List.copyOf(interims);
  }

  /** The cell of the page. */
  String cell() {
    List<String> words = new ArrayList<>(interims);
    words.add(status);
    // Without a wait, and after a 100, chance decides how much leaves before a refusal is read.
    if (upload.holdsBack() && !contentSent && interims.isEmpty()) {
      words.add("0 B sent");
    }
    if (!upload.old() && !upload.tooLarge() && !kept) {
      words.add("closed");
    }
    return String.join(", ", words);
  }
}
