// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.core.WaitPolicy;
import java.net.URI;
import java.time.Duration;

/** A client that has not spoken to anybody yet. */
public interface ClientUnderTest extends AutoCloseable {
  /** What a client is given to wait: on a busy machine a server that answers at once is slow. */
  WaitPolicy PATIENCE =
      new WaitPolicy(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          WaitPolicy.DEFAULTS.ceiling(),
          WaitPolicy.DEFAULTS.memory());

  /**
   * Puts content there, and says what the caller sees.
   *
   * @return the final status
   * @throws Exception what the caller sees where there is none
   */
  int put(URI uri, CaseContent content) throws Exception;

  @Override
  void close();
}
