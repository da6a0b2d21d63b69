// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ClientPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every client does, in whoever's words it is used. */
public abstract class ClientContract {
  private static final CaseContent LARGE = new CaseContent(2_000_000, true);
  private static final CaseContent SMALL = new CaseContent(3, true);

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

  /** Whether a caller who says that he expects a 100 is believed. */
  protected boolean believesExpectations() {
    return true;
  }

  /** The heads of so many uploads with these fields, each on a connection of its own or not. */
  private List<List<Head>> heads(int uploads, Map<String, String> fields) throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      try (ClientUnderTest client = client(ClientUnderTest.POLICY)) {
        for (int i = 0; i < uploads; i++) {
          assertThat(client.put(origin.uri(), List.copyOf(fields.entrySet()), SMALL))
              .isEqualTo(201);
        }
      }
      origin.verify();
      return origin.connections().stream().map(Transcript::heads).toList();
    }
  }

  private Head head(Map<String, String> fields) throws Exception {
    return heads(1, fields).get(0).get(0);
  }

  @Test
  void aConnectionServesAnotherRequest() throws Exception {
    assertThat(heads(2, Map.of("Connection", "keep-alive"))).hasSize(1);
  }

  @Test
  void aConnectionThatTheCallerClosesServesNoOtherRequest() throws Exception {
    assertThat(heads(2, Map.of("Connection", "keep-alive, Close")))
        .hasSize(2)
        .allSatisfy(
            heads ->
                assertThat(heads)
                    .singleElement()
                    .matches(head -> head.lists("Connection", "close")));
  }

  @Test
  void whatWasForTheConnectionOfTheCallerStaysBack() throws Exception {
    Head head = head(Map.of("Keep-Alive", "timeout=5", "Proxy-Connection", "keep-alive"));
    assertThat(head.has("Keep-Alive")).isFalse();
    assertThat(head.has("Proxy-Connection")).isFalse();
  }

  @Test
  void aFieldThatIsForTheNextServerAloneIsNotSentAsOneForAll() throws Exception {
    Head head = head(Map.of("Connection", "close , X-Hop", "x-hop", "1", "X-Way", "2"));
    assertThat(head.has("X-Hop")).isEqualTo(head.lists("Connection", "x-hop"));
    assertThat(head.lists("Connection", "close")).isTrue();
    assertThat(head.all("X-Way")).containsExactly("2");
  }

  @Test
  void anExpectationIsAMemberOfAList() throws Exception {
    assertThat(head(Map.of("Expect", ", 100-Continue ,")).expectsContinue())
        .isEqualTo(believesExpectations());
  }
}
