// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import java.net.URI;

/** A client that has not spoken to anybody yet. */
public interface ClientUnderTest extends AutoCloseable {
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
