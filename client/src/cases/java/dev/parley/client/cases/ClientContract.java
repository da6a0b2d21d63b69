// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ClientPolicy;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every client does, in whoever's words it is used. */
public abstract class ClientContract {
  private static final CaseContent LARGE = new CaseContent(2_000_000, true);

  private final String region;
  private final Set<String> races;
  @TempDir private Path folder = Path.of("");

  /**
   * The contract of one client.
   *
   * @param region the name of its table in the page
   * @param races the cases in which an early final response is as fast as the content, which comes
   *     from a thread of its own, so that none of it has left or some
   */
  protected ClientContract(String region, Set<String> races) {
    this.region = region;
    this.races = races;
  }

  /** A new client. */
  protected abstract ClientUnderTest client(ClientPolicy policy);

  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check(region, races, () -> client(ClientUnderTest.POLICY));
  }

  @Test
  void anUploadOverTlsIsTakenAfterA100() throws Exception {
    try (TlsOrigin origin = TlsOrigin.start(folder);
        ClientUnderTest client = client(ClientUnderTest.POLICY.withTls(origin.trusting()))) {
      assertThat(client.put(origin.uri("/u"), LARGE)).isEqualTo(201);
      assertThat(origin.received()).containsExactly(new TlsOrigin.Received(true, LARGE.size()));
    }
  }

  @Test
  void anUploadOverTlsIsRefusedBeforeItsContent() throws Exception {
    try (TlsOrigin origin = TlsOrigin.start(folder);
        ClientUnderTest client = client(ClientUnderTest.POLICY.withTls(origin.trusting()))) {
      assertThat(client.put(origin.uri(TlsOrigin.REFUSED), LARGE)).isEqualTo(413);
      assertThat(origin.received()).containsExactly(new TlsOrigin.Received(true, 0));
    }
  }
}
