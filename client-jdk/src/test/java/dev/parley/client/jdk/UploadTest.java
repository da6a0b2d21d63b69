// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.AskPolicy;
import dev.parley.client.ClientPolicy;
import dev.parley.client.Outcome;
import dev.parley.client.Patience;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the JDK's client does not do. */
class UploadTest {
  private static final int SIZE = 4 << 20;
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMinutes(10));

  private static HttpRequest put(ScriptedOrigin origin, BodyPublisher content) {
    return HttpRequest.newBuilder(origin.uri().resolve("/u")).PUT(content).build();
  }

  private static BodyPublisher large() {
    return BodyPublishers.ofByteArray(Pattern.bytes(SIZE));
  }

  private static BodyPublisher stream() {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Pattern.bytes(SIZE)));
  }

  private static List<Boolean> asked(ScriptedOrigin origin) {
    return origin.connections().stream()
        .flatMap(connection -> connection.heads().stream())
        .map(head -> head.has("Expect"))
        .toList();
  }

  private static void learnsFrom(Script script, Boolean... asked) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.keepAlive(script));
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<Void> response = client.send(put(origin, large()), BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(201);
        if (i == 1) {
          Outcome outcome = ParleyHttpClient.outcome(response).orElseThrow();
          assertThat(outcome.last().asked()).isFalse();
          assertThat(outcome.last().waited()).isZero();
        }
      }
      assertThat(asked(origin)).containsExactly(asked);
    }
  }

  @Test
  void aSilentServerIsNotWaitedForTwice() throws Exception {
    learnsFrom(OriginScripts.silentUntilContentThen(201), true, false);
  }

  @Test
  void aServerThatFailsExpectationsIsNotAskedTwice() throws Exception {
    learnsFrom(OriginScripts.expectationFailedThenAccept(), true, false, false);
  }

  @Test
  void aServerOfHttp10IsNotAskedTwice() throws Exception {
    learnsFrom(OriginScripts.http10(201), true, false);
  }

  @Test
  void whoeverInsistsAsksWhateverIsKnown() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder()
                .policy(ClientPolicy.DEFAULTS.withPatience(SHORT))
                .build()) {
      for (int i = 0; i < 2; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(origin.uri())
                .expectContinue(true)
                .PUT(BodyPublishers.ofString("abc"))
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
      }
      client.send(put(origin, large()), BodyHandlers.discarding());
      assertThat(asked(origin)).containsExactly(true, true, false);
    }
  }

  @Test
  void aPolicyDecidesWhereARequestDoesNot() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder()
                .policy(ClientPolicy.DEFAULTS.withAsk(AskPolicy.NEVER))
                .build()) {
      client.send(put(origin, large()), BodyHandlers.discarding());
      assertThat(asked(origin)).containsExactly(false);
    }
  }

  @Test
  void aRefusalSparesTheContent() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true));
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      for (BodyPublisher content : List.of(large(), stream())) {
        HttpResponse<String> response = client.send(put(origin, content), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(ParleyHttpClient.outcome(response).orElseThrow().contentSent()).isZero();
      }
    }
  }

  @Test
  void contentOfUnknownLengthIsSentOnceUnlessItIsSaidToBeTheSame() throws Exception {
    Script failsLate =
        peer -> {
          Head head = peer.readRequestHead();
          peer.discardContent(head);
          peer.send(OriginScripts.closing(head.has("Expect") ? 417 : 201));
          peer.shutdownOutput().discardToEof();
        };
    for (BodyPublisher content : List.of(stream(), ParleyHttpClient.replayable(stream()))) {
      try (ScriptedOrigin origin = ScriptedOrigin.serving(failsLate);
          ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
        boolean again = content instanceof Replayable;
        assertThat(client.send(put(origin, content), BodyHandlers.discarding()).statusCode())
            .isEqualTo(again ? 201 : 417);
        assertThat(origin.connectionCount()).isEqualTo(again ? 2 : 1);
      }
    }
  }

  @Test
  void oneShotContentThatIsHeldBackFollowsARedirect() throws Exception {
    Script elsewhere =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.target().equals("/u")) {
            peer.send(
                OriginScripts.closing(307).replace("\r\n\r\n", "\r\nLocation: /moved\r\n\r\n"));
            peer.shutdownOutput().discardToEof();
          } else {
            peer.send(OriginScripts.interim(100));
            peer.discardContent(head);
            peer.send(OriginScripts.closing(201)).shutdownOutput().discardToEof();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(elsewhere);
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
      assertThat(client.send(put(origin, stream()), BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
      assertThat(origin.connection(1).discarded().get(0).isPattern()).isTrue();
    }
  }

  /** Lets in who knows. */
  private static Script guarded(String authorization) {
    return OriginScripts.keepAlive(
        peer -> {
          Head head = peer.readRequestHead();
          if (head.first("Authorization").equals(Optional.of(authorization))) {
            if (head.expectsContinue()) {
              peer.send(OriginScripts.interim(100));
            }
            peer.discardContent(head);
            peer.send(OriginScripts.response(201));
          } else {
            peer.send(
                OriginScripts.closing(401)
                    .replace(
                        "\r\n\r\n",
                        "\r\nWWW-Authenticate: Basic realm=\"the \\\"store\\\"\"\r\n\r\n"));
            peer.shutdownOutput().discardToEof();
          }
        });
  }

  private static final class Known extends Authenticator {
    private final String password;
    private final List<String> asked = new ArrayList<>();

    Known(String password) {
      this.password = password;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      asked.add(getRequestorType() + " " + getRequestingScheme() + " " + getRequestingPrompt());
      return new PasswordAuthentication("me", password.toCharArray());
    }
  }

  @Test
  void anAuthenticatorIsAskedWhenAServerChallengesAndNoContentIsSpent() throws Exception {
    Known authenticator = new Known("secret");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(guarded("Basic bWU6c2VjcmV0"));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().authenticator(authenticator).build()) {
      HttpResponse<Void> response = client.send(put(origin, stream()), BodyHandlers.discarding());
      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.previousResponse().orElseThrow().statusCode()).isEqualTo(401);
      assertThat(origin.connectionCount()).isEqualTo(2);
      assertThat(client.send(put(origin, stream()), BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
      assertThat(authenticator.asked).containsExactly("SERVER Basic the \"store\"");
      assertThat(origin.connections())
          .flatMap(connection -> connection.discarded())
          .filteredOn(content -> content.isPattern() && content.length() == SIZE)
          .hasSize(2);
    }
  }

  /** RFC 9110 11.5: what is below /b is of another realm than the rest, with its own password. */
  private static final Script TWO_REALMS =
      OriginScripts.keepAlive(
          peer -> {
            Head head = peer.readRequestHead();
            String realm = head.target().startsWith("/b/") ? "b" : "a";
            if (head.first("Authorization").equals(Optional.of(basic(realm)))) {
              if (head.expectsContinue()) {
                peer.send(OriginScripts.interim(100));
              }
              peer.discardContent(head);
              peer.send(OriginScripts.response(201));
            } else {
              String challenge = "\r\nWWW-Authenticate: Basic realm=\"" + realm + "\"\r\n\r\n";
              peer.send(OriginScripts.closing(401).replace("\r\n\r\n", challenge));
              peer.shutdownOutput().discardToEof();
            }
          });

  private static String basic(String realm) {
    return "Basic "
        + Base64.getEncoder().encodeToString(("me:of " + realm).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachRealmOfAServerHasItsOwnPassword() throws Exception {
    List<String> asked = new ArrayList<>();
    Authenticator authenticator =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            asked.add(getRequestingPrompt());
            return new PasswordAuthentication("me", ("of " + getRequestingPrompt()).toCharArray());
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(TWO_REALMS);
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().authenticator(authenticator).build()) {
      for (String path : List.of("/a/1", "/b/1", "/c/1", "/b/2", "/d/1", "/a/2")) {
        HttpRequest request =
            HttpRequest.newBuilder(origin.uri().resolve(path))
                .PUT(BodyPublishers.ofString("abc"))
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
            .as(path)
            .isEqualTo(201);
      }
      assertThat(asked).containsExactly("a", "b");
      assertThat(origin.connections())
          .flatMap(connection -> connection.heads())
          .filteredOn(head -> head.target().startsWith("/b/"))
          .extracting(head -> head.first("Authorization"))
          .doesNotContain(Optional.of(basic("a")));
    }
  }

  @Test
  void whoIsNotLetInGetsThe401() throws Exception {
    Known authenticator = new Known("wrong");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(guarded("Basic bWU6c2VjcmV0"));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().authenticator(authenticator).build()) {
      assertThat(client.send(put(origin, large()), BodyHandlers.discarding()).statusCode())
          .isEqualTo(401);
      assertThat(authenticator.asked).hasSize(2);
    }
  }
}
