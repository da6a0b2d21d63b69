// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of HttpClient does, and finds as it was. */
class DropInTest {
  private static final ContentType BYTES = ContentType.APPLICATION_OCTET_STREAM;

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

  @TempDir private Path folder;

  private static HttpPut put(URI uri, HttpEntity entity) {
    HttpPut put = new HttpPut(uri);
    put.setEntity(entity);
    return put;
  }

  @Test
  void fieldsAreWrittenAsHttpClientWritesThem() throws Exception {
    List<String> sent = new ArrayList<>();
    for (boolean parley : List.of(true, false)) {
      try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
          Subject subject = Subject.create();
          CloseableHttpClient alone = HttpClientBuilder.create().build()) {
        HttpPut put = put(origin.uri(), new StringEntity("abc"));
        put.setHeader("X-Name", "é файл \u0085\u007f\u0001\n.");
        (parley ? subject.http() : alone).execute(put, response -> response.getCode());
        sent.add(origin.connection(0).heads().get(0).first("X-Name").orElseThrow());
      }
    }
    assertThat(sent.get(0)).isEqualTo(sent.get(1)).startsWith("\u00e9 ????");
  }

  @Test
  void aTargetIsSentAsHttpClientSendsIt() throws Exception {
    for (String target : List.of("/a[1]{2}|?k=a|b", "/100%", "/\u00c3\u00a9")) {
      try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
          Subject subject = Subject.create()) {
        BasicClassicHttpRequest put =
            new BasicClassicHttpRequest("PUT", new HttpHost("127.0.0.1", origin.port()), target);
        put.setEntity(new StringEntity("abc"));
        HttpClientContext context = HttpClientContext.create();
        assertThat(subject.status(put, context)).isEqualTo(200);
        assertThat(origin.connection(0).heads().get(0).target()).isEqualTo(target);
        assertThat(ParleyUploads.outcome(context).isPresent())
            .isEqualTo(target.chars().allMatch(c -> c < 0x7f));
      }
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void entitiesOfEveryKindArrive() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "file");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      for (HttpEntity entity :
          List.of(
              new StringEntity("text"),
              new FileEntity(file.toFile(), BYTES),
              new InputStreamEntity(stream("known"), 5, BYTES),
              new InputStreamEntity(stream("unknown"), BYTES),
              new ByteArrayEntity("chunked".getBytes(StandardCharsets.UTF_8), BYTES, true),
              new ByteArrayEntity(new byte[0], BYTES),
              new UrlEncodedFormEntity(List.of(new BasicNameValuePair("a", "b"))))) {
        String echoed = subject.content(put(origin.uri(), entity));
        assertThat(echoed).isIn("text", "file", "known", "unknown", "chunked", "", "a=b");
      }
      assertThat(origin.connectionCount()).isOne();
      List<Head> heads = origin.connection(0).heads();
      assertThat(heads).hasSize(7);
      assertThat(heads.get(0).all("Content-Length")).containsExactly("4");
      assertThat(heads.get(0).first("Content-Type").orElseThrow()).startsWith("text/plain");
      assertThat(heads.get(3).all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(heads.get(4).all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(heads.get(5).all("Content-Length")).containsExactly("0");
    }
  }

  @Test
  void aMultipartUploadNeedNotFitInMemory() throws Exception {
    String part = "x".repeat(100_000);
    HttpEntity entity =
        MultipartEntityBuilder.create()
            .addTextBody("a", "1")
            .addBinaryBody("f", stream(part), BYTES, "f.bin")
            .build();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      String echoed = subject.content(put(origin.uri(), entity));
      assertThat(echoed).contains("name=\"a\"", part);
    }
  }

  @Test
  void fieldsOfAllSourcesAreSentOnce() throws Exception {
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
                        .setUserAgent("agent")
                        .setDefaultHeaders(List.of(new BasicHeader("X-Default", "d")))
                        .addRequestInterceptorLast(
                            (request, entity, context) -> request.addHeader("X-Added", "i")))) {
      HttpPut put = put(origin.uri().resolve("/a/b?c=d%20e"), new StringEntity("abc"));
      put.addHeader("X-Own", "1");
      put.addHeader("X-Own", "2");
      for (int i = 0; i < 2; i++) {
        assertThat(subject.status(put)).isEqualTo(204);
      }
      Head head = origin.connection(0).heads().get(1);
      assertThat(head.startLine()).isEqualTo("PUT /a/b?c=d%20e HTTP/1.1");
      assertThat(head.all("Host")).containsExactly("127.0.0.1:" + origin.port());
      assertThat(head.all("User-Agent")).containsExactly("agent");
      assertThat(head.all("X-Default")).containsExactly("d");
      assertThat(head.all("X-Added")).containsExactly("i");
      assertThat(head.all("X-Own")).containsExactly("1", "2");
      assertThat(head.all("Cookie")).containsExactly("c=1");
      assertThat(head.all("Content-Length")).containsExactly("3");
      assertThat(head.has("Connection")).isFalse();
    }
  }

  @Test
  void aCompressedResponseIsUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
      packing.write("unpacked".getBytes(StandardCharsets.UTF_8));
    }
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send(
                      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                          .formatted(packed.size()));
                  peer.send(packed.toByteArray());
                });
        Subject subject = Subject.create()) {
      String content = subject.content(put(origin.uri(), new StringEntity("abc")));
      assertThat(content).isEqualTo("unpacked");
    }
  }

  @Test
  void anUploadThatIsChallengedIsRepeatedAlthoughItCannotBe() throws Exception {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("u", "p".toCharArray()));
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
            Subject.create(builder -> builder.setDefaultCredentialsProvider(credentials))) {
      HttpPut put = put(origin.uri(), new InputStreamEntity(stream("once"), BYTES));
      put.addHeader("Expect", "100-continue");
      assertThat(subject.status(put)).isEqualTo(201);
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void anUploadIsRedirectedAlthoughItCannotBeRepeated() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        ScriptedOrigin elsewhere =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send(
                      "HTTP/1.1 307 There\r\nLocation: %s/there\r\nContent-Length: 0\r\n\r\n"
                          .formatted(origin.uri()));
                  peer.shutdownOutput().discardToEof();
                });
        Subject subject = Subject.create()) {
      HttpPut put = put(elsewhere.uri(), new InputStreamEntity(stream("once"), BYTES));
      put.addHeader("Expect", "100-continue");
      String echoed = subject.content(put);
      assertThat(echoed).isEqualTo("once");
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgainByHttpClient() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                OriginScripts.refuseAtOnce(503, true), OriginScripts.continueThen(201));
        Subject subject = Subject.create()) {
      assertThat(subject.status(put(origin.uri(), new StringEntity("abc")))).isEqualTo(201);
    }
  }

  @Test
  void whatIsNoUploadIsLeftToHttpClient() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      HttpClientContext context = HttpClientContext.create();
      subject.content(new HttpGet(origin.uri()), context);
      assertThat(ParleyUploads.outcome(context)).isEmpty();
      HttpPost otherHost = new HttpPost(origin.uri());
      otherHost.setEntity(new StringEntity("abc"));
      otherHost.addHeader("Host", "virtual.example");
      subject.content(otherHost, context);
      assertThat(ParleyUploads.outcome(context)).isEmpty();
      assertThat(origin.connection(0).heads().get(1).all("Host"))
          .containsExactly("virtual.example");
    }
  }

  @Test
  void theOutcomeOfAnUploadIsInItsContext() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ECHO);
        Subject subject = Subject.create()) {
      HttpClientContext context = HttpClientContext.create();
      subject.content(put(origin.uri(), new StringEntity("abc")), context);
      assertThat(ParleyUploads.outcome(context).orElseThrow().contentSent()).isEqualTo(3);
    }
  }

  @Test
  void aClientThatRedirectsItselfIsRefused() {
    try (ParleyClient parley = ParleyClient.create(ClientPolicy.DEFAULTS)) {
      assertThatThrownBy(() -> ParleyUploads.register(HttpClientBuilder.create(), parley))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("redirects: 5 (expected: 0");
    }
  }
}
