// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.parley.client.ExchangeException;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** What users of Spring's clients do. */
class SpringTest {
  private static final int SIZE = 4 << 20;

  @TempDir private Path folder = Path.of("");
  private final ParleyClientHttpRequestFactory factory = new ParleyClientHttpRequestFactory();
  private final RestClient rest = RestClient.builder().requestFactory(factory).build();
  private final RestTemplate template = new RestTemplate(factory);

  @AfterEach
  void close() {
    factory.close();
  }

  private static Script accepting() {
    return OriginScripts.keepAlive(OriginScripts.continueThen(201));
  }

  private static Resource bytes() {
    return new ByteArrayResource(PatternSource.bytes(SIZE));
  }

  private static Resource once(long size) {
    return new InputStreamResource(PatternSource.stream(size));
  }

  private int put(ScriptedOrigin origin, Object body) {
    return rest.put()
        .uri(origin.uri().resolve("/u"))
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(body)
        .retrieve()
        .toBodilessEntity()
        .getStatusCode()
        .value();
  }

  /** An unused connection would be kept, and not closed. */
  private static void awaitRequest(ScriptedOrigin origin) {
    await()
        .until(
            () ->
                origin.connections().stream()
                    .anyMatch(connection -> connection.bytesReceived() > 0));
  }

  private static List<Head> heads(ScriptedOrigin origin) {
    return origin.connections().stream().map(Transcript::heads).flatMap(List::stream).toList();
  }

  @Test
  void everyKindOfContentArrives() throws Exception {
    Path file = Files.write(folder.resolve("f"), PatternSource.bytes(SIZE));
    List<Object> bodies =
        List.of(PatternSource.bytes(SIZE), bytes(), new FileSystemResource(file), once(SIZE));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(accepting())) {
      for (Object body : bodies) {
        assertThat(put(origin, body)).isEqualTo(201);
      }
      assertThat(origin.connections())
          .flatMap(Transcript::discarded)
          .hasSize(bodies.size())
          .allMatch(content -> content.isPattern() && content.length() == SIZE);
      assertThat(heads(origin))
          .extracting(head -> head.first("Content-Length").orElse("chunked"))
          .containsExactly("" + SIZE, "" + SIZE, "" + SIZE, "chunked");
      assertThat(heads(origin))
          .allMatch(head -> head.all("Content-Type").equals(List.of("application/octet-stream")));
    }
  }

  @Test
  void aRestTemplateUploadsAResourceAndAForm() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(accepting())) {
      assertThat(
              template
                  .exchange(RequestEntity.put(origin.uri().resolve("/u")).body(bytes()), Void.class)
                  .getStatusCode()
                  .value())
          .isEqualTo(201);
      assertThat(origin.connection(0).discarded().get(0).isPattern()).isTrue();
      LinkedMultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
      form.add("file", bytes());
      form.add("name", "film");
      assertThat(template.postForEntity(origin.uri(), form, Void.class).getStatusCode().value())
          .isEqualTo(201);
      assertThat(heads(origin).get(1).first("Content-Type").orElseThrow())
          .startsWith("multipart/form-data");
    }
  }

  @Test
  void aResourceIsNotOpenedBeforeItIsWanted() {
    AtomicBoolean opened = new AtomicBoolean();
    Resource seen =
        new ByteArrayResource(PatternSource.bytes(SIZE)) {
          @Override
          public InputStream getInputStream() throws IOException {
            opened.set(true);
            return super.getInputStream();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      assertThatThrownBy(() -> put(origin, seen))
          .isInstanceOf(HttpClientErrorException.class)
          .hasMessageContaining("413");
      assertThat(opened).isFalse();
    }
  }

  @Test
  void aResponseToHalfOfTheContentIsWhatTheCallerGets() {
    Script impatient =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.expectsContinue()) {
            peer.send(OriginScripts.interim(100));
          }
          peer.readExactly(100_000);
          peer.send(OriginScripts.closing(413)).shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(impatient)) {
      assertThatThrownBy(() -> put(origin, once(Long.MAX_VALUE)))
          .isInstanceOf(HttpClientErrorException.class)
          .hasMessageContaining("413");
    }
  }

  @Test
  void aResponseIsReadWithItsHeaders() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.send(
                      "HTTP/1.1 200 Fine\r\nX-A: 1\r\nX-A: 2\r\nContent-Type: text/plain\r\n"
                          + "Content-Length: 5\r\n\r\nhello")
                  .discardToEof();
            })) {
      ResponseEntity<String> response =
          rest.get().uri(origin.uri()).header("X-B", "3").retrieve().toEntity(String.class);
      assertThat(response.getBody()).isEqualTo("hello");
      assertThat(response.getHeaders().get("x-a")).containsExactly("1", "2");
      assertThat(heads(origin).get(0).all("X-B")).containsExactly("3");
    }
  }

  @Test
  void whatInterceptorsSetArrives() {
    RestClient intercepted =
        RestClient.builder()
            .requestFactory(factory)
            .requestInterceptor(
                (request, body, execution) -> {
                  request.getHeaders().add("Authorization", "Bearer x");
                  return execution.execute(request, body);
                })
            .build();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(accepting())) {
      intercepted.put().uri(origin.uri()).body(bytes()).retrieve().toBodilessEntity();
      assertThat(heads(origin).get(0).all("Authorization")).containsExactly("Bearer x");
      assertThat(origin.connection(0).discarded().get(0).isPattern()).isTrue();
    }
  }

  @Test
  void whoeverInsistsAsks() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(accepting())) {
      rest.put()
          .uri(origin.uri())
          .header("Expect", "100-continue")
          .body("abc")
          .retrieve()
          .toBodilessEntity();
      rest.put().uri(origin.uri()).body("abc").retrieve().toBodilessEntity();
      assertThat(heads(origin)).extracting(head -> head.has("Expect")).containsExactly(true, false);
    }
  }

  private void learnsFrom(Script script, Boolean... asked) {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.keepAlive(script))) {
      for (int i = 0; i < 2; i++) {
        assertThat(put(origin, bytes())).isEqualTo(201);
      }
      assertThat(heads(origin)).extracting(head -> head.has("Expect")).containsExactly(asked);
    }
  }

  @Test
  void aSilentServerIsNotWaitedForTwice() {
    learnsFrom(OriginScripts.silentUntilContentThen(201), true, false);
  }

  @Test
  void aServerThatFailsExpectationsIsNotAskedTwice() {
    learnsFrom(OriginScripts.expectationFailedThenAccept(), true, false, false);
  }

  @Test
  void aServerOfHttp10IsNotAskedTwice() {
    learnsFrom(OriginScripts.http10(201), true, false);
  }

  @Test
  void onlyContentThatSpringCanWriteAgainIsSentAgain() {
    Script failsLate =
        peer -> {
          Head head = peer.readRequestHead();
          peer.discardContent(head);
          peer.send(OriginScripts.closing(head.has("Expect") ? 417 : 201));
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(failsLate)) {
      assertThat(put(origin, bytes())).isEqualTo(201);
      assertThat(origin.connections())
          .flatMap(Transcript::discarded)
          .filteredOn(content -> content.length() == SIZE && content.isPattern())
          .hasSize(2);
    }
    try (ScriptedOrigin origin = ScriptedOrigin.serving(failsLate)) {
      // Not after the 417 of another port: each server is known by itself.
      assertThatThrownBy(() -> put(origin, once(SIZE)))
          .isInstanceOf(HttpClientErrorException.class)
          .hasMessageContaining("417");
    }
  }

  private static @Nullable Throwable cause(Runnable call) {
    Throwable thrown = catchThrowable(call::run);
    assertThat(thrown).isInstanceOf(ResourceAccessException.class);
    return thrown.getCause();
  }

  @Test
  void nobodyListensThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI nowhere = URI.create("http://127.0.0.1:" + port + "/");
    assertThat(cause(() -> rest.get().uri(nowhere).retrieve().toBodilessEntity()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aServerThatLeavesFailsTheRequest() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce())) {
      assertThat(cause(() -> put(origin, bytes()))).isInstanceOf(ExchangeException.class);
    }
  }

  @Test
  void aRequestTakesNoLongerThanItMayEvenWhileItIsWritten() throws Exception {
    factory.setReadTimeout(Duration.ofMillis(500));
    Script greedy =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.expectsContinue()) {
            peer.send(OriginScripts.interim(100));
          }
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(greedy)) {
      assertThat(cause(() -> put(origin, once(Long.MAX_VALUE))))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(cause(() -> put(origin, bytes()))).isInstanceOf(SocketTimeoutException.class);
      origin.verify();
    }
  }

  @Test
  void aWriterThatFailsFailsTheRequestWithItsOwnException() throws Exception {
    IOException fire = new IOException("the disk is on fire");
    StreamingHttpOutputMessage.Body burning =
        out -> {
          out.write(PatternSource.bytes(100_000));
          throw fire;
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      Throwable failure =
          catchThrowable(
              () ->
                  template.execute(
                      origin.uri(),
                      HttpMethod.PUT,
                      request -> ((StreamingHttpOutputMessage) request).setBody(burning),
                      response -> null));
      assertThat(failure).isInstanceOf(ResourceAccessException.class).hasCause(fire);
      origin.verify();
    }
  }

  @Test
  void toInterruptTheThreadLeavesAtOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      CompletableFuture<@Nullable Throwable> failure = new CompletableFuture<>();
      Thread caller =
          new Thread(() -> failure.complete(cause(() -> put(origin, PatternSource.bytes(10)))));
      caller.start();
      awaitRequest(origin);
      caller.interrupt();
      assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
      origin.verify();
      caller.join();
    }
  }
}
