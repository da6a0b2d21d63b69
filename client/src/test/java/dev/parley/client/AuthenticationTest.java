// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A challenge is answered before the content is spent. */
class AuthenticationTest {
  private static final int SIZE = 1_000_000;
  private static final Credentials ME = new Credentials("me", "secret");
  private static final String BASIC = "Basic bWU6c2VjcmV0";

  /** Wants to know who it is, and reads content from nobody else. */
  private static Script challenging(String challenge, String accepted) {
    return OriginScripts.keepAlive(
        peer -> {
          Head head = peer.readRequestHead();
          if (head.first("Authorization").filter(who -> who.startsWith(accepted)).isEmpty()) {
            peer.send(
                OriginScripts.closing(401)
                    .replace("\r\n\r\n", "\r\nWWW-Authenticate: " + challenge + "\r\n\r\n"));
            peer.shutdownOutput().discardToEof();
            return;
          }
          if (head.expectsContinue()) {
            peer.send(OriginScripts.interim(100));
          }
          peer.discardContent(head);
          peer.send(OriginScripts.response(201));
        });
  }

  private static ClientPolicy knowing(ScriptedOrigin origin, Credentials credentials) {
    return ClientPolicy.DEFAULTS.withCredentials(CredentialsPolicy.only(origin.uri(), credentials));
  }

  private static Response<Void> put(ParleyClient client, ScriptedOrigin origin) throws Exception {
    // Content that cannot be had again, which a challenge after it would lose.
    return client.send(
        Request.put(
            origin.uri().resolve("/u?a=b"), RequestContent.of(PatternSource.stream(SIZE), SIZE)),
        BodyHandlers.discarding());
  }

  private static List<Optional<String>> shown(ScriptedOrigin origin) {
    return origin.connections().stream()
        .flatMap(connection -> connection.heads().stream())
        .map(head -> head.first("Authorization"))
        .toList();
  }

  @Test
  void aChallengeCostsNoContentAndTheNextUploadIsNotChallenged() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(challenging("Basic realm=\"r\"", BASIC));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      Response<Void> first = put(client, origin);
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.outcome().attempts()).hasSize(2);
      assertThat(first.outcome().attempts().get(0).again()).isEqualTo(Outcome.Again.CHALLENGED);
      assertThat(first.outcome().contentSent()).isEqualTo(SIZE);
      Response<Void> second = put(client, origin);
      assertThat(second.outcome().attempts()).hasSize(1);
      assertThat(shown(origin))
          .containsExactly(Optional.empty(), Optional.of(BASIC), Optional.of(BASIC));
    }
  }

  @Test
  void aDigestIsMadeOfThePathThatTheServerSees() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                challenging(
                    "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256",
                    "Digest "));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      assertThat(put(client, origin).status()).isEqualTo(201);
      assertThat(shown(origin).get(1).orElseThrow())
          .contains("uri=\"/u?a=b\"")
          .contains("nc=00000001")
          .doesNotContain("secret");
    }
  }

  @Test
  void whatIsNotBelievedIsSaidOnce() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(challenging("Basic realm=\"r\"", "Basic other"));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      Response<Void> response = put(client, origin);
      assertThat(response.status()).isEqualTo(401);
      assertThat(shown(origin)).containsExactly(Optional.empty(), Optional.of(BASIC));
      assertThat(response.outcome().contentSent()).isZero();
    }
  }

  @Test
  void nobodyElseIsToldWhoWeAre() throws Exception {
    try (ScriptedOrigin other = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedOrigin origin = ScriptedOrigin.serving(challenging("Basic realm=\"r\"", BASIC));
        ParleyClient client = ParleyClient.create(knowing(other, ME))) {
      assertThat(put(client, origin).status()).isEqualTo(401);
      assertThat(shown(origin)).containsExactly(Optional.empty());
    }
  }

  @Test
  void aChallengeThatNobodyCanAnswerIsTheCallers() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(challenging("Negotiate", "Negotiate"));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      Response<Void> response = put(client, origin);
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.fields().firstValue("WWW-Authenticate")).contains("Negotiate");
    }
  }

  @Test
  void whatClientsShareIsNotWhoTheyAre() throws Exception {
    OriginMemories shared = new OriginMemories();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(challenging("Basic realm=\"r\"", BASIC));
        ParleyClient mine = ParleyClient.create(knowing(origin, ME), shared);
        ParleyClient other = ParleyClient.create(ClientPolicy.DEFAULTS, shared)) {
      assertThat(put(mine, origin).status()).isEqualTo(201);
      assertThat(put(other, origin).status()).isEqualTo(401);
      assertThat(shown(origin))
          .containsExactly(Optional.empty(), Optional.of(BASIC), Optional.empty());
    }
  }

  /** Two realms, each with a nonce of its own that is never too old, and a path without one. */
  private static Script realms(String... parameters) {
    return OriginScripts.keepAlive(
        peer -> {
          Head head = peer.readRequestHead();
          String realm = head.target().startsWith("/a") ? "a" : "b";
          boolean known =
              head.target().startsWith("/open")
                  || head.first("Authorization")
                      .filter(
                          who ->
                              who.contains("realm=\"" + realm + "\"")
                                  && who.contains("nonce=\"of-" + realm + "\""))
                      .isPresent();
          if (!known) {
            peer.send(
                OriginScripts.closing(401)
                    .replace(
                        "\r\n\r\n",
                        "\r\nWWW-Authenticate: Digest qop=auth, realm="
                            + realm
                            + ", nonce=of-"
                            + realm
                            + String.join("", parameters)
                            + "\r\n\r\n"));
            peer.shutdownOutput().discardToEof();
            return;
          }
          if (head.expectsContinue()) {
            peer.send(OriginScripts.interim(100));
          }
          peer.discardContent(head);
          peer.send(OriginScripts.response(201));
        });
  }

  private static int attempts(ParleyClient client, ScriptedOrigin origin, String path)
      throws Exception {
    Response<Void> response =
        client.send(
            Request.put(
                origin.uri().resolve(path), RequestContent.of(PatternSource.stream(SIZE), SIZE)),
            BodyHandlers.discarding());
    assertThat(response.status()).as(path).isEqualTo(201);
    return response.outcome().attempts().size();
  }

  /** RFC 9110 11.5: a protection space is a realm of a server. */
  @ParameterizedTest
  @ValueSource(strings = {"/a /b", "/a/1 /b/1", "/a/b/1 /b/a/1"})
  void eachRealmOfAServerIsAnsweredByItself(String paths) throws Exception {
    String[] path = paths.split(" ", -1);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(realms());
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      assertThat(attempts(client, origin, path[0])).isEqualTo(2);
      assertThat(attempts(client, origin, path[1])).isEqualTo(2);
      for (int again = 0; again < 3; again++) {
        assertThat(attempts(client, origin, path[0])).isEqualTo(1);
        assertThat(attempts(client, origin, path[1] + "?" + again)).isEqualTo(1);
      }
      assertThat(shown(origin).get(shown(origin).size() - 1).orElseThrow()).contains("nc=00000004");
    }
  }

  /** RFC 7616 3.3. */
  @Test
  void aDigestIsShownWithinItsDomain() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(realms(", domain=\"/a/ http://other.example/open/ /b/\""));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      assertThat(attempts(client, origin, "/a/x/1")).isEqualTo(2);
      assertThat(attempts(client, origin, "/a/2")).isEqualTo(1);
      assertThat(attempts(client, origin, "/open/3")).isEqualTo(1);
      assertThat(shown(origin).get(3)).isEmpty();
    }
  }

  /** RFC 7617 2.2. */
  @Test
  void basicIsShownWhereItWasAskedForAndBelow() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(challenging("Basic realm=\"r\"", BASIC));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      assertThat(attempts(client, origin, "/docs/index?a=/b/c")).isEqualTo(2);
      assertThat(attempts(client, origin, "/docs/")).isEqualTo(1);
      assertThat(attempts(client, origin, "/docs/deep/er?x")).isEqualTo(1);
      assertThat(attempts(client, origin, "/docs/%2e%2E/other/")).isEqualTo(2);
      assertThat(attempts(client, origin, "/doc")).isEqualTo(2);
    }
  }

  @Test
  void whatARealmDoesNotBelieveIsNotShownAgainAndAnotherIs() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.keepAlive(
                    peer -> {
                      Head head = peer.readRequestHead();
                      boolean other = head.target().startsWith("/b");
                      peer.send(
                          other && head.first("Authorization").isPresent()
                              ? OriginScripts.response(201)
                              : "HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm="
                                  + (other ? "b" : "a")
                                  + "\r\n\r\n");
                    }));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      for (String path : List.of("/b/1", "/a/1", "/a/1", "/b/1")) {
        client.send(Request.get(origin.uri().resolve(path)), BodyHandlers.discarding());
      }
      Optional<String> me = Optional.of(BASIC);
      Optional<String> nobody = Optional.empty();
      assertThat(shown(origin)).containsExactly(nobody, me, nobody, me, nobody, me, me);
    }
  }

  /** RFC 7616 3.5: each nonce is good for one request, and the response to it names the next. */
  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256-sess"})
  void theNextRequestHasTheNonceThatTheServerNamed(String algorithm) throws Exception {
    AtomicInteger nonces = new AtomicInteger();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.keepAlive(
                    peer -> {
                      Head head = peer.readRequestHead();
                      String nonce = "nonce=\"n" + nonces.get() + "\"";
                      boolean fresh =
                          head.first("Authorization")
                              .filter(who -> who.contains(nonce) && who.contains("nc=00000001"))
                              .isPresent();
                      String next = "n" + nonces.incrementAndGet();
                      if (fresh) {
                        if (head.expectsContinue()) {
                          peer.send(OriginScripts.interim(100));
                        }
                        peer.discardContent(head);
                        peer.send(
                            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
                                + "Authentication-Info: qop=auth, nextnonce=\""
                                + next
                                + "\"\r\n\r\n");
                        return;
                      }
                      peer.send(
                          OriginScripts.closing(401)
                              .replace(
                                  "\r\n\r\n",
                                  "\r\nWWW-Authenticate: Digest realm=r, qop=auth, stale=true,"
                                      + " algorithm="
                                      + algorithm
                                      + ", nonce="
                                      + next
                                      + "\r\n\r\n"));
                      peer.shutdownOutput().discardToEof();
                    }));
        ParleyClient client = ParleyClient.create(knowing(origin, ME))) {
      assertThat(attempts(client, origin, "/u")).isEqualTo(2);
      assertThat(attempts(client, origin, "/u")).isEqualTo(1);
      assertThat(attempts(client, origin, "/u")).isEqualTo(1);
    }
  }
}
