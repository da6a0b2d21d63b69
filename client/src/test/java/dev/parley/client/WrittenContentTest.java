// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.client.cases.CaseContent;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrittenContentTest {
  private static final int SIZE = 3 << 20;
  private static final int MANY = 64;

  private static final RequestContent.Writer PATTERN =
      to -> {
        byte[] all = new CaseContent(SIZE, true).bytes();
        to.write(all[0]);
        to.flush();
        to.write(all, 1, SIZE - 1);
      };

  private static Response<Void> put(URI uri, RequestContent content)
      throws IOException, InterruptedException {
    try (ParleyClient client = ParleyClient.create()) {
      return client.send(Request.put(uri, content), BodyHandlers.discarding());
    }
  }

  private static final Script TAKES_THE_PATTERN =
      peer -> {
        Head head = peer.readRequestHead();
        if (head.expectsContinue()) {
          peer.send(OriginScripts.interim(100));
        }
        boolean whole = peer.discardContent(head).isPattern();
        peer.send(OriginScripts.response(whole ? 201 : 400));
      };

  @Test
  void whatIsWrittenArrives() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(TAKES_THE_PATTERN)) {
      assertThat(
              put(origin.uri(), RequestContent.written(PATTERN, OptionalLong.of(SIZE), true))
                  .status())
          .isEqualTo(201);
      assertThat(
              put(origin.uri(), RequestContent.written(PATTERN, OptionalLong.empty(), false))
                  .status())
          .isEqualTo(201);
    }
  }

  @Test
  void aWriterThatMayWriteAgainIsCalledAgain() throws Exception {
    AtomicInteger written = new AtomicInteger();
    RequestContent content =
        RequestContent.written(
            to -> {
              written.incrementAndGet();
              PATTERN.writeTo(to);
            },
            OptionalLong.of(SIZE),
            true);
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(OriginScripts.silentUntilContentThen(417), TAKES_THE_PATTERN)) {
      assertThat(put(origin.uri(), content).status()).isEqualTo(201);
    }
    assertThat(written).hasValue(2);
  }

  @Test
  void aWriterWaitsForAServerThatReadsNothing() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch seen = new CountDownLatch(1);
    RequestContent endless =
        RequestContent.written(
            to -> {
              byte[] block = new byte[1 << 20];
              for (int i = 0; i < MANY; i++) {
                to.write(block);
                written.addAndGet(block.length);
              }
            },
            OptionalLong.empty(),
            false);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send(OriginScripts.interim(100));
                  seen.await();
                  peer.send(OriginScripts.closing(413)).shutdownOutput().discardToEof();
                });
        ParleyClient client = ParleyClient.create()) {
      var response =
          client.sendAsync(Request.put(origin.uri(), endless), BodyHandlers.discarding());
      // Until the buffers of the kernel are full, and no more than they hold.
      await().until(() -> stands(written));
      assertThat(written).hasValueLessThan((long) MANY << 20);
      seen.countDown();
      assertThat(response.get().status()).isEqualTo(413);
      await().until(() -> client.open() == 0);
    }
  }

  private static boolean stands(AtomicLong written) {
    long before = written.get();
    long end = System.nanoTime() + 200_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return before > 0 && written.get() == before;
  }

  @Test
  void whatTheWriterFailsWithIsTheCause() {
    IOException wrong = new IOException("disk on fire");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      assertThatThrownBy(
              () ->
                  put(
                      origin.uri(),
                      RequestContent.written(
                          to -> {
                            throw wrong;
                          },
                          OptionalLong.of(1),
                          true)))
          .isInstanceOf(ExchangeException.class)
          .hasCause(wrong);
    }
  }

  @Test
  void aWriterMustWriteAsMuchAsItAnnounced() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      for (int announced : new int[] {2, 4}) {
        assertThatThrownBy(
                () ->
                    put(
                        origin.uri(),
                        RequestContent.written(
                            to -> to.write(new byte[3]), OptionalLong.of(announced), true)))
            .isInstanceOf(ExchangeException.class)
            .hasMessageContaining("expected: " + announced);
      }
    }
  }
}
