// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.Outcome.Reason;
import dev.parley.core.OriginMemory.Manner;
import dev.parley.core.PathEstimate;
import dev.parley.core.RefusalOdds;
import dev.parley.core.Replay;
import dev.parley.core.WaitEstimate;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that cannot negotiate costs one upload, and no second one. */
class RememberedServerTest {
  private static final int SIZE = 4 << 20;
  private static final Duration MEMORY = Patience.DEFAULTS.memory();

  private final OriginMemories memories = new OriginMemories();

  private Outcome put(ScriptedOrigin origin) throws IOException, InterruptedException {
    try (ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      Response<Void> response =
          client.send(
              Request.put(origin.uri().resolve("/u"), RequestContent.of(PatternSource.bytes(SIZE))),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(201);
      return response.outcome();
    }
  }

  private static List<Boolean> asked(ScriptedOrigin origin) {
    return origin.connections().stream()
        .flatMap(connection -> connection.heads().stream())
        .map(head -> head.has("Expect"))
        .toList();
  }

  private void learnsFrom(Script script, Manner manner, Boolean... asked)
      throws IOException, InterruptedException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.keepAlive(script))) {
      Outcome first = put(origin);
      Outcome second = put(origin);

      assertThat(asked(origin)).containsExactly(asked);
      assertThat(first.attempts().get(0).asked()).isTrue();
      assertThat(second.attempts()).hasSize(1);
      assertThat(second.last().asked()).isFalse();
      assertThat(second.last().reason()).isEqualTo(Reason.MEMORY);
      assertThat(second.last().decision()).isEqualTo(Decision.UNASKED);
      assertThat(second.last().waited()).isEqualTo(Duration.ZERO);
      assertThat(memories.export())
          .singleElement()
          .satisfies(note -> assertThat(note.manner()).isEqualTo(manner));
    }
  }

  @Test
  void aServerOfHttp10GetsNoChunks() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.http10(201)));
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      put(origin);
      Request chunked = Request.put(origin.uri(), RequestContent.of(PatternSource.stream(SIZE)));
      assertThatThrownBy(() -> client.send(chunked, BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("HTTP/1.0, give the length")
          .satisfies(
              failure ->
                  assertThat(((ExchangeException) failure).replay())
                      .isEqualTo(Replay.NOTHING_SPENT));
      assertThat(asked(origin)).as("heads that came").hasSize(1);
    }
  }

  private void wasOfHttp10(ScriptedOrigin origin, Duration since) {
    memories.restore(
        List.of(
            new OriginNote(
                Urls.of(origin.uri()).origin(),
                Manner.HTTP_1_0,
                false,
                Instant.now().minus(since),
                WaitEstimate.NONE,
                RefusalOdds.NONE,
                PathEstimate.NONE)));
  }

  /** It was of HTTP/1.0 once; now it is not. */
  private Outcome putChunked(ScriptedOrigin origin, Duration since) throws Exception {
    wasOfHttp10(origin, since);
    try (ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      return client
          .send(
              Request.put(
                  origin.uri().resolve("/u"), RequestContent.of(PatternSource.stream(SIZE))),
              BodyHandlers.discarding())
          .outcome();
    }
  }

  @Test
  void aServerThatWasOfHttp10LongAgoIsAskedAndGetsChunks() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      Outcome outcome = putChunked(origin, MEMORY.plusMinutes(1));
      assertThat(outcome.last().asked()).isTrue();
      assertThat(outcome.contentSent()).isEqualTo(SIZE);
      assertThat(origin.connection(0).heads().get(0).all("Transfer-Encoding"))
          .containsExactly("chunked");
      assertThat(memories.note(origin.uri()).orElseThrow().manner()).isEqualTo(Manner.DECIDES);
    }
  }

  @Test
  void aServerThatHasJustSpokenHttp10GetsNoChunks() throws Exception {
    Script redirects =
        peer -> {
          // The second connection is made, and not used.
          if (peer.awaitsMore()) {
            peer.readRequestHead();
            peer.send("HTTP/1.0 307 Temporary Redirect\r\nLocation: /there\r\n\r\n");
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(redirects);
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      Request chunked =
          Request.put(origin.uri(), RequestContent.of(() -> PatternSource.stream(SIZE)))
              .withAsk(AskPolicy.ALWAYS);
      assertThatThrownBy(() -> client.send(chunked, BodyHandlers.discarding()))
          .hasMessageContaining("HTTP/1.0, give the length");
      assertThat(asked(origin)).as("heads that came").hasSize(1);
    }
  }

  @Test
  void theDoubtOutlivesAStaleConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    Script servesOnce =
        peer -> {
          OriginScripts.continueThen(201).run(peer);
          if (connections.incrementAndGet() == 1) {
            peer.readRequestHead();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(servesOnce);
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      client.send(
          Request.put(origin.uri(), RequestContent.of(PatternSource.bytes(SIZE))),
          BodyHandlers.discarding());
      memories.clear();
      wasOfHttp10(origin, MEMORY.plusMinutes(1));
      Request chunked =
          Request.put(origin.uri(), RequestContent.of(() -> PatternSource.stream(SIZE)));
      Outcome outcome = client.send(chunked, BodyHandlers.discarding()).outcome();
      assertThat(outcome.attempts())
          .extracting(Outcome.Attempt::again)
          .containsExactly(Again.STALE_CONNECTION, Again.NO);
      assertThat(outcome.last().status()).contains(201);
    }
  }

  @Test
  void aServerThatWasOfHttp10ALittleAgoIsNotDoubted() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      assertThatThrownBy(() -> putChunked(origin, MEMORY.minusMinutes(1)))
          .hasMessageContaining("HTTP/1.0, give the length");
      assertThat(asked(origin)).as("heads that came").isEmpty();
      assertThat(put(origin).last().asked()).isFalse();
    }
  }

  @Test
  void whatOneServerFailedAnotherIsAskedFor() throws Exception {
    try (ScriptedOrigin there = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedOrigin here =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  if (head.has("Expect")) {
                    peer.send(OriginScripts.closing(417));
                  } else {
                    peer.discardContent(head);
                    peer.send(
                        "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                            + there.uri().resolve("/u")
                            + "\r\nContent-Length: 0\r\n\r\n");
                  }
                  peer.shutdownOutput().discardToEof();
                })) {
      Outcome outcome = put(here);
      assertThat(outcome.attempts())
          .extracting(Outcome.Attempt::asked)
          .containsExactly(true, false, true);
      assertThat(memories.note(there.uri()).orElseThrow().manner()).isEqualTo(Manner.DECIDES);
    }
  }

  @Test
  void aSilentServerIsNotWaitedForTwice() throws Exception {
    learnsFrom(OriginScripts.silentUntilContentThen(201), Manner.SILENT, true, false);
  }

  @Test
  void aServerThatFailsExpectationsIsNotAskedTwice() throws Exception {
    learnsFrom(
        OriginScripts.expectationFailedThenAccept(), Manner.FAILS_EXPECTATIONS, true, false, false);
  }

  @Test
  void aServerOfHttp10IsNotAskedTwice() throws Exception {
    learnsFrom(OriginScripts.http10(201), Manner.HTTP_1_0, true, false);
  }

  @Test
  void whatWasExportedIsKnownAfterARestart() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)))) {
      put(origin);
      List<OriginNote> notes =
          memories.export().stream().map(OriginNote::line).map(OriginNote::parse).toList();
      memories.clear();
      memories.restore(notes);
      assertThat(put(origin).last().asked()).isFalse();
    }
  }

  @Test
  void a417ThatMeantARefusalReachesTheCallerAsWhatItWas() throws Exception {
    Script script =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.has("Expect")) {
            peer.send(OriginScripts.closing(417));
          } else {
            peer.send(OriginScripts.closing(413));
          }
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script);
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS, memories)) {
      Response<Void> response =
          client.send(
              Request.put(origin.uri().resolve("/u"), RequestContent.of(PatternSource.bytes(SIZE))),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.outcome().attempts()).hasSize(2);
      assertThat(memories.export().get(0).misuses417()).isTrue();
    }
  }
}
