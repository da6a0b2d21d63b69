// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.io.IOException;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the adapter is for. */
class NegotiationTest {
  private static final byte[] LARGE = new byte[8 << 20];
  private static final int BLOCKS = 64;

  private static Request.Builder put(ScriptedOrigin origin, RequestBody body) {
    return new Request.Builder().url(origin.uri().toString()).put(body);
  }

  private static List<Boolean> asked(ScriptedOrigin origin) {
    return origin.connections().stream()
        .map(Transcript::heads)
        .flatMap(List::stream)
        .map(head -> head.has("Expect"))
        .toList();
  }

  private static void secondUploadIsNotAsked(Script script, Boolean... heads) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script);
        Subject subject = Subject.create()) {
      for (int i = 0; i < 2; i++) {
        assertThat(subject.status(put(origin, RequestBody.create(LARGE)).build())).isEqualTo(201);
      }
      assertThat(asked(origin)).containsExactly(heads);
    }
  }

  @Test
  void aSilentServerIsAskedOnce() throws Exception {
    secondUploadIsNotAsked(
        OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)), true, false);
  }

  @Test
  void aServerThatFailsExpectationsIsAskedOnce() throws Exception {
    secondUploadIsNotAsked(
        OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept()), true, false, false);
  }

  @Test
  void aServerOfHttp10IsAskedOnce() throws Exception {
    secondUploadIsNotAsked(OriginScripts.http10(201), true, false);
  }

  @Test
  void aRequestThatWantsToAskDoesAndASmallOneDoesNot() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        Subject subject = Subject.create()) {
      Request.Builder small = put(origin, RequestBody.create("abc", null));
      assertThat(subject.status(small.build())).isEqualTo(201);
      assertThat(subject.status(small.header("Expect", "100-continue").build())).isEqualTo(201);
      assertThat(asked(origin)).containsExactly(false, true);
    }
  }

  @Test
  void aRefusalStopsABodyThatWouldGoOn() throws Exception {
    RequestBody body =
        new RequestBody() {
          @Override
          public @Nullable MediaType contentType() {
            return null;
          }

          @Override
          public void writeTo(BufferedSink to) throws IOException {
            for (int i = 0; i < BLOCKS; i++) {
              to.write(new byte[1 << 20]);
            }
          }
        };
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  if (head.expectsContinue()) {
                    peer.send(OriginScripts.interim(100));
                  }
                  peer.readExactly(100_000);
                  peer.send(OriginScripts.closing(413)).shutdownOutput().discardToEof();
                });
        Subject subject = Subject.create();
        Response response = subject.http().newCall(put(origin, body).build()).execute()) {
      assertThat(response.code()).isEqualTo(413);
      assertThat(ParleyUploads.outcome(response).orElseThrow().contentSent())
          .isLessThan((long) BLOCKS << 20);
    }
  }
}
