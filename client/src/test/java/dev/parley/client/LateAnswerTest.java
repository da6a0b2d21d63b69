// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.Outcome.Decision;
import dev.parley.core.ByteSize;
import dev.parley.core.OriginMemory.Manner;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer after the wait is an answer all the same. */
class LateAnswerTest {
  /** More than a server takes that does not read. */
  private static final int SIZE = 32 << 20;

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final ClientPolicy IMPATIENT =
      ClientPolicy.DEFAULTS.withPatience(
          new Patience(SHORT, Duration.ofMinutes(1), Patience.DEFAULTS.memory()));

  private OriginMemories memories = new OriginMemories();

  private Outcome put(ScriptedOrigin origin, int size, ExchangeListener listener)
      throws IOException, InterruptedException {
    try (ParleyClient client = ParleyClient.create(IMPATIENT, memories)) {
      return client
          .send(
              Request.put(origin.uri().resolve("/u"), RequestContent.of(PatternSource.bytes(size)))
                  .withAsk(AskPolicy.above(new ByteSize(1))),
              BodyHandlers.discarding(),
              listener)
          .outcome();
    }
  }

  private Outcome put(ScriptedOrigin origin) throws IOException, InterruptedException {
    return put(origin, SIZE, ExchangeListener.NONE);
  }

  /** As the next process finds it. */
  private OriginNote remembered() {
    List<OriginNote> notes =
        memories.export().stream().map(OriginNote::line).map(OriginNote::parse).toList();
    memories = new OriginMemories();
    memories.restore(notes);
    return notes.get(0);
  }

  /** Answers when content has come without having been asked for. */
  private static Script late(String answer, Script then) {
    return peer -> {
      Head head = peer.readRequestHead();
      if (peer.awaitsMore()) {
        peer.send(answer);
      }
      if (answer.startsWith("HTTP/1.1 1")) {
        peer.discardContent(head);
        then.run(peer);
      } else {
        peer.shutdownOutput().discardToEof();
      }
    };
  }

  @Test
  void aLate100IsWaitedForTheNextTime() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            late(
                OriginScripts.interim(100),
                peer -> peer.send(OriginScripts.closing(201)).shutdownOutput().discardToEof()),
            OriginScripts.continueThen(201))) {
      assertThat(put(origin).last().decision()).isEqualTo(Decision.ELAPSED);
      OriginNote note = remembered();
      assertThat(note.manner()).isEqualTo(Manner.DECIDES);
      assertThat(note.estimate().samples()).isEqualTo(1);
      assertThat(note.estimate().mean()).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(put(origin).last().decision()).isEqualTo(Decision.CONTINUE);
    }
  }

  @Test
  void aLateRefusalSparesTheNextUpload() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            late(OriginScripts.closing(413), peer -> {}), OriginScripts.refuseAtOnce(413, true))) {
      assertThat(put(origin).contentSent()).isPositive();
      assertThat(remembered().manner()).isEqualTo(Manner.DECIDES);
      Outcome second = put(origin);
      assertThat(second.last().asked()).isTrue();
      assertThat(second.contentSent()).isZero();
    }
  }

  @Test
  void aRefusalOfTheWholeContentIsDoubtedOnce() throws Exception {
    Script readsThenRefuses = OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(422));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(readsThenRefuses)) {
      boolean[] asked = new boolean[5];
      for (int i = 0; i < asked.length; i++) {
        asked[i] = put(origin, 64 << 10, ExchangeListener.NONE).last().asked();
        assertThat(remembered().manner()).isEqualTo(Manner.SILENT);
      }
      assertThat(asked).containsExactly(true, true, false, false, false);
    }
  }

  @Test
  void whatCameWhileThisProcessWasBusyIsReadBeforeAnythingIsConcluded() throws Exception {
    Script quick =
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(OriginScripts.interim(103)).send(OriginScripts.interim(100));
          peer.discardContent(head);
          peer.send(OriginScripts.closing(201)).shutdownOutput().discardToEof();
        };
    ExchangeListener busy =
        new ExchangeListener() {
          @Override
          public void waitStarted(Duration atMost) {
            long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          }

          @Override
          public void interim(int status, HttpHeaders fields) {
            waitStarted(SHORT);
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(quick)) {
      Outcome outcome = put(origin, SIZE, busy);
      assertThat(outcome.last().decision()).isEqualTo(Decision.CONTINUE);
      assertThat(remembered().manner()).isEqualTo(Manner.DECIDES);
    }
  }
}
