// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand uploads at once, many of which are given up at some moment. */
class ManyUploadsTest {
  private static final int UPLOADS = Integer.getInteger("client.uploads", 1000);
  private static final int SIZE = 200_000;

  @TempDir private static Path folder = Path.of("");

  private static final Script MIXED =
      OriginScripts.keepAlive(
          peer -> {
            Head head = peer.readRequestHead();
            if (head.target().endsWith("refused")) {
              peer.send(OriginScripts.closing(413)).shutdownOutput().discardToEof();
              return;
            }
            if (head.expectsContinue()) {
              peer.send(OriginScripts.interim(100));
            }
            boolean whole = peer.discardContent(head).isPattern();
            peer.send(OriginScripts.response(whole ? 201 : 400));
          });

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfUploadsThatAreGivenUpAtAnyMoment(Callbacks callbacks) throws Exception {
    Path file = Files.write(folder.resolve("file"), PatternSource.bytes(SIZE));
    Random chance = new Random(Long.getLong("client.seed", 20261125));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(MIXED);
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS.withCallbacks(callbacks))) {
      List<CompletableFuture<Response<Void>>> responses = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < UPLOADS; i++) {
        boolean refused = chance.nextInt(4) == 0;
        RequestContent content =
            switch (chance.nextInt(4)) {
              case 0 -> RequestContent.of(PatternSource.bytes(SIZE));
              case 1 -> RequestContent.of(PatternSource.stream(SIZE), SIZE);
              case 2 -> RequestContent.of(file);
              default -> RequestContent.of(() -> PatternSource.stream(SIZE));
            };
        CompletableFuture<Response<Void>> response =
            client.sendAsync(
                Request.put(origin.uri().resolve(refused ? "/refused" : "/taken"), content)
                    .withAsk(chance.nextBoolean() ? AskPolicy.ALWAYS : AskPolicy.AUTO),
                BodyHandlers.discarding());
        if (chance.nextInt(3) == 0) {
          CompletableFuture.delayedExecutor(chance.nextInt(300), TimeUnit.MILLISECONDS)
              .execute(() -> response.cancel(true));
          expected.add(0);
        } else {
          expected.add(refused ? 413 : 201);
        }
        responses.add(response);
      }
      for (int i = 0; i < UPLOADS; i++) {
        if (expected.get(i) != 0) {
          assertThat(responses.get(i).get(60, TimeUnit.SECONDS).status())
              .isEqualTo(expected.get(i));
        }
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> client.open() == 0);
      await().until(() -> OpenFiles.count(file) == 0);
      // The pool works as before.
      assertThat(
              client
                  .send(
                      Request.put(
                          origin.uri().resolve("/taken"),
                          RequestContent.of(PatternSource.bytes(10))),
                      BodyHandlers.discarding())
                  .status())
          .isEqualTo(201);
    }
  }
}
