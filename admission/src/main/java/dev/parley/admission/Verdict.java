// SPDX-License-Identifier: Apache-2.0
package dev.parley.admission;

import java.util.Map;

/** What admission says to a request. */
public sealed interface Verdict {
  /** The request may go on to an origin. */
  record Admit() implements Verdict {}

  /**
   * The request is answered here, before any of its content is asked for.
   *
   * @param problem what is wrong
   * @param fields response fields that belong to the status, such as {@code Allow}
   */
  record Refuse(Problem problem, Map<String, String> fields) implements Verdict {
    public Refuse {
      fields = Map.copyOf(fields);
    }
  }

  /** The request was meant for us alone, and is answered here with 204. */
  record NoContent() implements Verdict {}

  /** The verdict that lets a request pass. */
  static Verdict admit() {
    return new Admit();
  }

  /** The verdict that answers with {@code status} and says why. */
  static Verdict refuse(int status, String detail) {
    return refuse(status, detail, Map.of());
  }

  /** The verdict that answers with {@code status} and these fields, and says why. */
  static Verdict refuse(int status, String detail, Map<String, String> fields) {
    return new Refuse(Problem.of(status, detail), fields);
  }
}
