// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of OkHttp does, and finds as it was. */
class DropInTest {
  /** Answers with the content that it got. */
  private static final Script ECHO =
      OriginScripts.keepAlive(
          peer -> {
            Head head = peer.readRequestHead();
            if (head.expectsContinue()) {
              peer.send(OriginScripts.interim(100));
            }
            String content = peer.readContent(head);
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ");
            peer.send(content.length() + "\r\n\r\n" + content);
          });

  @TempDir private Path folder = Path.of("");

  private static Request.Builder put(URI uri, RequestBody body) {
    return new Request.Builder().url(uri.toString()).put(body);
  }

  /** Content that can be written once. */
  private static RequestBody once(String text) {
    return new RequestBody() {
      private final ByteArrayInputStream stream =
          new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));

      @Override
      public @Nullable MediaType contentType() {
        return null;
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink to) throws IOException {
        to.writeAll(Okio.source(stream));
      }
    };
  }

  private static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Test
  void theTargetIsWhatOkHttpWouldSend() throws Exception {
    for (String target : List.of("/a[1].bin", "/x?k=a|b", "/x?f={1}", "/100%", "/ü?ä", "/a b^")) {
      List<String> sent = new ArrayList<>();
      for (boolean parley : List.of(true, false)) {
        try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
            Subject subject = Subject.create()) {
          OkHttpClient client = parley ? subject.http() : new OkHttpClient();
          Request request =
              new Request.Builder()
                  .url(origin.uri() + target)
                  .put(RequestBody.create("abc", null))
                  .build();
          try (Response response = client.newCall(request).execute()) {
            assertThat(ParleyUploads.outcome(response))
                .matches(found -> found.isPresent() == parley);
          }
          client.connectionPool().evictAll();
          sent.add(origin.connection(0).heads().get(0).target());
        }
      }
      assertThat(sent.get(0)).as(target).isEqualTo(sent.get(1));
    }
  }

  @Test
  void fieldsBeyondAsciiAreUtf8InBothDirections() throws Exception {
    Script answer =
        peer -> {
          peer.discardContent(peer.readRequestHead());
          // One character is one byte here.
          peer.send("HTTP/1.1 201 Created\r\nX-Name: \u00c3\u00a9\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(answer);
        Subject subject = Subject.create()) {
      Request request =
          put(origin.uri(), RequestBody.create("abc", null))
              .headers(new Headers.Builder().addUnsafeNonAscii("X-Name", "é файл").build())
              .build();
      try (Response response = subject.http().newCall(request).execute()) {
        assertThat(response.header("X-Name")).isEqualTo("é");
      }
      assertThat(origin.connection(0).heads().get(0).first("X-Name").map(DropInTest::utf8))
          .contains("é файл");
    }
  }

  @Test
  void aRedirectOfRawBytesIsFollowedToThem() throws Exception {
    Script script =
        OriginScripts.keepAlive(
            peer -> {
              Head head = peer.readRequestHead();
              peer.discardContent(head);
              peer.send(
                  head.target().equals("/caf%C3%A9")
                      ? OriginScripts.response(201)
                      : "HTTP/1.1 307 Away\r\nLocation: /caf\u00c3\u00a9\r\n"
                          + "Content-Length: 0\r\n\r\n");
            });
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script);
        Subject subject = Subject.create()) {
      assertThat(subject.status(put(origin.uri(), RequestBody.create("abc", null)).build()))
          .isEqualTo(201);
    }
  }

  @Test
  void bodiesOfEveryKindArrive() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "file");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      for (RequestBody body :
          List.of(
              RequestBody.create("text", MediaType.get("text/plain")),
              RequestBody.create(file.toFile(), MediaType.get("text/plain")),
              once("unknown"),
              RequestBody.create(new byte[0]),
              new FormBody.Builder().add("a", "b").build())) {
        assertThat(subject.content(put(origin.uri(), body).build()))
            .isIn("text", "file", "unknown", "", "a=b");
      }
      List<Head> heads = origin.connection(0).heads();
      assertThat(heads).hasSize(5);
      assertThat(heads.get(0).all("Content-Length")).containsExactly("4");
      assertThat(heads.get(0).all("Content-Type")).containsExactly("text/plain; charset=utf-8");
      assertThat(heads.get(2).all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(heads.get(3).all("Content-Length")).containsExactly("0");
      String part = "x".repeat(1_000_000);
      RequestBody multipart =
          new MultipartBody.Builder()
              .setType(MultipartBody.FORM)
              .addFormDataPart("f", "f.bin", RequestBody.create(part, null))
              .build();
      assertThat(subject.content(put(origin.uri(), multipart).build())).contains(part);
    }
  }

  @Test
  void fieldsOfAllSourcesAreSentOnce() throws Exception {
    Jar jar = new Jar();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.keepAlive(
                    peer -> {
                      peer.discardContent(peer.readRequestHead());
                      peer.send("HTTP/1.1 204 No\r\nSet-Cookie: c=1\r\n\r\n");
                    }));
        Subject subject =
            Subject.create(
                builder ->
                    builder
                        .cookieJar(jar)
                        .addInterceptor(
                            chain ->
                                chain.proceed(
                                    chain
                                        .request()
                                        .newBuilder()
                                        .addHeader("X-Added", "i")
                                        .build())))) {
      Request request =
          put(origin.uri().resolve("/a/b?c=d%20e"), RequestBody.create("abc", null))
              .addHeader("X-Own", "1")
              .addHeader("X-Own", "2")
              .build();
      for (int i = 0; i < 2; i++) {
        assertThat(subject.status(request)).isEqualTo(204);
      }
      Head head = origin.connection(0).heads().get(1);
      assertThat(head.startLine()).isEqualTo("PUT /a/b?c=d%20e HTTP/1.1");
      assertThat(head.all("Host")).containsExactly("127.0.0.1:" + origin.port());
      assertThat(head.first("User-Agent").orElseThrow()).startsWith("okhttp/");
      assertThat(head.all("X-Added")).containsExactly("i");
      assertThat(head.all("X-Own")).containsExactly("1", "2");
      assertThat(head.all("Cookie")).containsExactly("c=1");
      assertThat(head.all("Content-Length")).containsExactly("3");
    }
  }

  @Test
  void aChallengeIsAnsweredByTheAuthenticatorBeforeTheContentIsSpent() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  if (head.has("Authorization")) {
                    peer.send(OriginScripts.interim(100));
                    assertThat(peer.readContent(head)).isEqualTo("once");
                    peer.send(OriginScripts.response(201));
                  } else {
                    peer.send(
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\n"
                            + "Content-Length: 4\r\n\r\nnope");
                    peer.shutdownOutput().discardToEof();
                  }
                });
        Subject subject =
            Subject.create(
                builder ->
                    builder.authenticator(
                        (route, response) ->
                            response
                                .request()
                                .newBuilder()
                                .header("Authorization", Credentials.basic("u", "p"))
                                .build()))) {
      Request request = put(origin.uri(), once("once")).header("Expect", "100-continue").build();
      try (Response response = subject.http().newCall(request).execute()) {
        assertThat(response.code()).isEqualTo(201);
        assertThat(response.priorResponse()).isNotNull();
      }
    }
  }

  @Test
  void redirectsAreThoseOfOkHttp() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        ScriptedOrigin elsewhere =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  peer.send(
                      "HTTP/1.1 %s There\r\nLocation: %s/there\r\nContent-Length: 0\r\n\r\n"
                          .formatted(head.target().substring(1), origin.uri()));
                  peer.shutdownOutput().discardToEof();
                });
        Subject subject = Subject.create();
        Subject stays = Subject.create(builder -> builder.followRedirects(false))) {
      Request kept =
          put(elsewhere.uri().resolve("/307"), once("once"))
              .header("Expect", "100-continue")
              .header("Authorization", "secret")
              .build();
      assertThat(subject.content(kept)).isEqualTo("once");
      Request gets =
          put(elsewhere.uri().resolve("/302"), once("once"))
              .header("Expect", "100-continue")
              .build();
      assertThat(subject.content(gets)).isEmpty();
      assertThat(stays.status(gets)).isEqualTo(302);
      Head put = origin.connection(0).heads().get(0);
      assertThat(put.has("Authorization")).isFalse();
      assertThat(origin.connection(1).heads().get(0).method()).isEqualTo("GET");
    }
  }

  @Test
  void whatIsNoUploadIsLeftToOkHttp() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      try (Response got =
              subject
                  .http()
                  .newCall(new Request.Builder().url(origin.uri().toString()).build())
                  .execute();
          Response otherHost =
              subject
                  .http()
                  .newCall(
                      put(origin.uri(), RequestBody.create("abc", null))
                          .header("Host", "virtual.example")
                          .build())
                  .execute();
          Response upload =
              subject
                  .http()
                  .newCall(put(origin.uri(), RequestBody.create("abc", null)).build())
                  .execute()) {
        assertThat(ParleyUploads.outcome(got)).isEmpty();
        assertThat(ParleyUploads.outcome(otherHost)).isEmpty();
        assertThat(ParleyUploads.outcome(upload).orElseThrow().contentSent()).isEqualTo(3);
        assertThat(upload.networkResponse()).isNotNull();
        assertThat(upload.body().contentLength()).isEqualTo(3);
        assertThat(upload.body().contentType()).isEqualTo(MediaType.get("text/plain"));
        assertThat(upload.body().string()).isEqualTo("abc");
      }
    }
  }

  @Test
  void aClientThatRedirectsItselfIsRefused() {
    try (ParleyClient parley = ParleyClient.create(ClientPolicy.DEFAULTS)) {
      assertThatThrownBy(() -> ParleyUploads.register(new OkHttpClient.Builder(), parley))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("redirects: 5 (expected: 0");
    }
  }

  /** Keeps every cookie. */
  private static final class Jar implements CookieJar {
    private final List<Cookie> cookies = new ArrayList<>();

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> saved) {
      cookies.clear();
      cookies.addAll(saved);
    }

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return List.copyOf(cookies);
    }
  }
}
