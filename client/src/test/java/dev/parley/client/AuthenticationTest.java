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
import org.junit.jupiter.api.Test;

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
}
