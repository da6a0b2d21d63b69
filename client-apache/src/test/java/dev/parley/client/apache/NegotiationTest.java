// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.Outcome;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.Test;

/** What the adapter is for. */
class NegotiationTest {
  private static final byte[] LARGE = new byte[8 << 20];

  private static int upload(Subject subject, URI uri) throws IOException {
    HttpPut put = new HttpPut(uri);
    put.setEntity(new ByteArrayEntity(LARGE, ContentType.APPLICATION_OCTET_STREAM));
    return subject.status(put);
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
      assertThat(upload(subject, origin.uri())).isEqualTo(201);
      assertThat(upload(subject, origin.uri())).isEqualTo(201);
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
  void aSmallUploadDoesNotAskBecauseTheClientWouldByDefault() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        Subject subject =
            Subject.create(
                builder ->
                    builder.setDefaultRequestConfig(
                        RequestConfig.custom().setExpectContinueEnabled(true).build()))) {
      HttpPut put = new HttpPut(origin.uri());
      put.setEntity(new StringEntity("abc"));
      assertThat(subject.status(put)).isEqualTo(201);
      assertThat(asked(origin)).containsExactly(false);
    }
  }

  @Test
  void aRequestThatWantsToAskDoes() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        Subject subject = Subject.create()) {
      HttpPut configured = new HttpPut(origin.uri());
      configured.setEntity(new StringEntity("abc"));
      configured.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());
      HttpPut says = new HttpPut(origin.uri());
      says.setEntity(new StringEntity("abc"));
      says.addHeader("Expect", "100-continue");
      for (HttpPut put : List.of(configured, says)) {
        assertThat(subject.status(put)).isEqualTo(201);
      }
      assertThat(asked(origin)).containsExactly(true, true);
      assertThat(origin.connection(0).heads())
          .extracting((Head head) -> head.all("Expect"))
          .containsOnly(List.of("100-continue"));
    }
  }

  @Test
  void aRefusalStopsContentThatHasNoEnd() throws Exception {
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
        Subject subject = Subject.create()) {
      HttpPut put = new HttpPut(origin.uri());
      put.setEntity(new InputStreamEntity(new Zeros(), ContentType.APPLICATION_OCTET_STREAM));
      HttpClientContext context = HttpClientContext.create();
      assertThat(subject.status(put, context)).isEqualTo(413);
      assertThat(ParleyUploads.outcome(context).map(Outcome::contentSent).orElseThrow())
          .isLessThan(64 << 20);
    }
  }

  /** Zeros without end. */
  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] block, int from, int count) {
      return count;
    }
  }
}
