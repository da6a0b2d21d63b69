// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.client.AskPolicy;
import dev.parley.client.ClientPolicy;
import dev.parley.client.Patience;
import dev.parley.core.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A client that has not spoken to anybody yet. */
public interface ClientUnderTest extends AutoCloseable {
  /**
   * What decides as it does on a quiet machine also on a busy one, where every server is far and
   * slow: it asks for what is large, and waits longer for the answer.
   */
  ClientPolicy POLICY =
      ClientPolicy.DEFAULTS
          .withAsk(AskPolicy.above(new ByteSize(1 << 20)))
          .withPatience(
              new Patience(
                  Duration.ofSeconds(2),
                  Patience.DEFAULTS.ceiling(),
                  Patience.DEFAULTS.memory()));

  /**
   * Puts content there, and says what the caller sees.
   *
   * @param fields what the caller sets
   * @return the final status
   * @throws Exception what the caller sees where there is none
   */
  int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content) throws Exception;

  /** The same without any fields. */
  default int put(URI uri, CaseContent content) throws Exception {
    return put(uri, List.of(), content);
  }

  @Override
  void close();
}
