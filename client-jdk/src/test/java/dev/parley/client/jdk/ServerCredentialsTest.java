// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.Credentials;
import dev.parley.client.CredentialsPolicy;
import dev.parley.client.ProtectionSpace;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerCredentialsTest {
  private static final URI SERVER = URI.create("http://h/x");
  private static final ProtectionSpace KNOWN = new ProtectionSpace("Basic", "r");

  private final ServerCredentials credentials =
      new ServerCredentials(
          Optional.of(
              new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                  return new PasswordAuthentication("me", getRequestingPrompt().toCharArray());
                }
              }),
          CredentialsPolicy.NONE);

  private boolean answers(URI uri, String realm) {
    return credentials.answers(uri, Map.of(), List.of("Bearer realm=x, Basic realm=" + realm));
  }

  @Test
  void theRealmIsThatOfTheChallengeThatIsAnswered() {
    assertThat(answers(SERVER, "r")).isTrue();
    assertThat(credentials.credentialsFor(SERVER, KNOWN)).contains(new Credentials("me", "r"));
    assertThat(credentials.credentialsFor(SERVER, new ProtectionSpace("Basic", "x"))).isEmpty();
    assertThat(credentials.credentialsFor(URI.create("http://h:81/x"), KNOWN)).isEmpty();
  }

  @Test
  void whatWasNotBelievedIsNotSaidAgain() {
    assertThat(answers(SERVER, "r")).isTrue();
    assertThat(credentials.answers(SERVER, credentials.known(SERVER), List.of("Basic realm=\"r\"")))
        .isFalse();
  }

  @Test
  void aServerOfManyRealmsIsKnownByTheLastOfThem() {
    for (int i = 0; i < 1000; i++) {
      assertThat(answers(SERVER, "r" + i)).isTrue();
    }
    assertThat(credentials.known(SERVER))
        .hasSize(64)
        .containsKey(new ProtectionSpace("Basic", "r999"));
  }
}
