// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OriginTroubleTest {
  private static final long SECOND = 1_000_000_000L;
  private final ConnectException down =
      new ConnectException(
          "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:8080");

  private final OriginHealth health = new OriginHealth("http://a:80");
  private final LoggedLines log = new LoggedLines("dev.parley.origin");
  private final List<String> lines = log.lines();

  @AfterEach
  void leave() {
    log.close();
  }

  @Test
  void anOriginThatIsDownIsOneLineHoweverManyAskForIt() {
    for (int i = 0; i < 1000; i++) {
      health.unreachable(down, i);
    }
    assertThat(lines).containsExactly("origin http://a:80: connection refused");
  }

  @Test
  void oneThatStaysDownIsALineAMinute() {
    for (int second = 0; second < 125; second++) {
      health.unreachable(down, second * SECOND);
    }
    assertThat(lines)
        .containsExactly(
            "origin http://a:80: connection refused",
            "origin http://a:80: still failing, 61 failures, the last: connection refused",
            "origin http://a:80: still failing, 121 failures, the last: connection refused");
  }

  @Test
  void oneThatAnswersAgainIsOneLine() {
    health.unreachable(down, 0);
    health.unreachable(down, 1);
    health.succeeded();
    health.succeeded();
    assertThat(lines)
        .containsExactly(
            "origin http://a:80: connection refused",
            "origin http://a:80: answers again, after 2 failures");
  }

  @Test
  void oneThatComesAndGoesIsTwoLinesInTenSeconds() {
    for (int i = 0; i < 200; i++) {
      health.unreachable(down, i * SECOND / 10);
      health.succeeded();
    }
    assertThat(lines)
        .containsExactly(
            "origin http://a:80: connection refused",
            "origin http://a:80: answers again, after 1 failure",
            "origin http://a:80: 100 failures, the last: connection refused",
            "origin http://a:80: answers again, after 100 failures");
  }

  @Test
  void refusalsInARowAreOneLineAsWell() {
    for (int i = 0; i < 1000; i++) {
      health.failed(i);
    }
    assertThat(lines).containsExactly("origin http://a:80: 3 failures in a row");
    health.failed(60 * SECOND + 2);
    health.succeeded();
    assertThat(lines)
        .containsExactly(
            "origin http://a:80: 3 failures in a row",
            "origin http://a:80: still failing, 1001 failures",
            "origin http://a:80: answers again, after 1001 failures");
  }

  @Test
  void theReasonIsInTheWordsOfTheSystemAlone() {
    assertThat(ConnectFailure.reason(new UnknownHostException("a")))
        .isEqualTo("its name has no address");
    assertThat(
            ConnectFailure.reason(
                new ConnectException("Connection refused: localhost/127.0.0.1:80")))
        .isEqualTo("connection refused");
    assertThat(
            ConnectFailure.reason(
                new ConnectException(
                    "connect(..) failed with error(-101): Network is unreachable")))
        .isEqualTo("network is unreachable");
  }
}
