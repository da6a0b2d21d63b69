// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.guard.OpenConnections;
import dev.parley.testkit.Discarded;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whole uploads can rely on, and whoever refuses or abandons one. */
final class UploadsTest {
  private static final Admission ONE_MIB = Admission.DEFAULTS.withMaxSize(new ByteSize(1 << 20));
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(20));

  private final Running running = new Running();
  @TempDir private Path folder;

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress store(Admission admission) throws IOException {
    return running.start(TestGateway.policy(RoutePolicy.toStore(folder).withAdmit(admission)));
  }

  private InetSocketAddress inFrontOf(ScriptedOrigin origin, Admission admission)
      throws IOException {
    return running.start(
        TestGateway.policy(
            RoutePolicy.to(TestGateway.origin(origin.address())).withAdmit(admission)));
  }

  private static String put(String fields) {
    return "PUT /u HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
  }

  private static boolean comesTrue(Duration within, BooleanSupplier condition) {
    long end = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  /** Every file in the store's folder but the lock that tells a store from a folder. */
  private List<Path> stored() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(".parley/lock"))
          .toList();
    }
  }

  @Test
  @Proves("D9")
  void everyRefusalIsReadByAClientThatSendsEverythingFirst() throws Exception {
    InetSocketAddress gateway = store(ONE_MIB);
    int length = 8 << 20;
    for (int i = 0; i < 100; i++) {
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send(put("Content-Length: " + length + "\r\n")).sendContent(length);
        assertThat(client.writeFailure()).isEmpty();
        client.shutdownOutput();
        Head head = client.readFinal(413);
        assertThat(head.lists("Connection", "close")).isTrue();
        assertThat(client.readContent(head)).contains("1MiB");
        assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      }
    }
  }

  @Test
  @Proves("D8")
  void aRefusalOfAnExpectationCostsNoContentAndNoOriginConnection() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      InetSocketAddress gateway = inFrontOf(origin, ONE_MIB);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send(put("Expect: 100-continue\r\nContent-Length: 1048577\r\n"));
        client.sendContentUntilAnswered(0);
        Head head = client.readFinal(413);
        client.readContent(head);
        client.shutdownOutput();
        assertThat(client.readToEof().ending()).isEqualTo(Ending.FIN);
        assertThat(client.contentSent()).isZero();
      }
      assertThat(origin.connectionCount()).isZero();
    }
  }

  @Test
  @Proves("D9")
  void contentOfUnknownLengthThatOutgrowsTheLimitIsNoWholeRequestToTheOrigin() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              Head head = peer.readRequestHead();
              assertThatThrownBy(() -> peer.discardContent(head)).isInstanceOf(ScriptError.class);
            })) {
      InetSocketAddress gateway = inFrontOf(origin, ONE_MIB);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        sendChunks(client, 17);
        client.readContent(client.readFinal(413));
        client.shutdownOutput();
        assertThat(client.readToEof().ending()).isEqualTo(Ending.FIN);
      }
      origin.verify();
      assertThat(origin.connection(0).heads()).hasSize(1);
      Discarded content = origin.connection(0).discarded().get(0);
      assertThat(content.length()).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void contentOfUnknownLengthThatOutgrowsTheLimitIsNotStored() throws Exception {
    InetSocketAddress gateway = store(ONE_MIB);
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      sendChunks(client, 17);
      client.readContent(client.readFinal(413));
      client.shutdownOutput();
      client.readToEof();
    }
    running.close();
    assertThat(stored()).isEmpty();
  }

  private static void sendChunks(Peer client, int count) {
    client.send(put("Transfer-Encoding: chunked\r\n"));
    for (int i = 0; i < count; i++) {
      client.send("10000\r\n").sendContent(65536).send("\r\n");
    }
    client.send("0\r\n\r\n");
  }

  @Test
  @Proves("D13")
  void fiveHundredParkedExchangesAreFreedWithinASecond() throws Exception {
    int count = 500;
    long before = OpenConnections.count();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      List<ScriptedClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(
            (ScriptedClient)
                ScriptedClient.connect(gateway, PATIENT)
                    .send(put("Expect: 100-continue\r\nContent-Length: 1000\r\n")));
      }
      origin.awaitConnections(count);
      clients.forEach(Peer::close);
      assertThat(comesTrue(Duration.ofSeconds(1), () -> OpenConnections.count() <= before))
          .as("connections left: %d", OpenConnections.count() - before)
          .isTrue();
      assertThat(origin.connections())
          .allSatisfy(connection -> assertThat(connection.bytesSent()).isZero());
    }
  }

  @Test
  void aThousandAbortedUploadsLeaveNothing() throws Exception {
    InetSocketAddress gateway = store(Admission.DEFAULTS);
    long before = OpenConnections.count();
    Random random = new Random(8417);
    for (int i = 0; i < 1000; i++) {
      String head =
          random.nextBoolean()
              ? put("Expect: 100-continue\r\nContent-Length: 100001\r\n")
              : put("Content-Length: 100001\r\n");
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        int cut = random.nextInt(100_000 + head.length());
        client.send(head.substring(0, Math.min(head.length(), cut)));
        client.sendContent(Math.max(0, cut - head.length()));
        if (random.nextBoolean()) {
          client.reset();
        }
      }
    }
    assertThat(comesTrue(Duration.ofSeconds(5), () -> OpenConnections.count() <= before))
        .as("connections left: %d", OpenConnections.count() - before)
        .isTrue();
    running.close();
    assertThat(stored()).isEmpty();
  }

  @Test
  void aSlowOriginBoundsWhatAnUploadHoldsInMemory() throws Exception {
    long length = 256L << 20;
    long before = used();
    AtomicLong most = new AtomicLong();
    Script slow =
        peer -> {
          peer.readRequestHead();
          for (int i = 0; i < 1024; i++) {
            peer.readExactly(4096);
            most.accumulateAndGet(used(), Math::max);
            LockSupport.parkNanos(100_000);
          }
          peer.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT.withTinyBuffers(), slow)) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send(put("Content-Length: " + length + "\r\n")).sendContentUntilAnswered(length);
        client.readFinal(502);
        // The rest of what the origin did not read is in the buffers of the kernel.
        assertThat(client.contentSent()).isLessThan(64L << 20);
      }
    }
    assertThat(most.get() - before).isLessThan(16L << 20);
  }

  @Test
  void aSlowReaderBoundsWhatAResponseHoldsInMemory() throws Exception {
    long length = 256L << 20;
    long before = used();
    long most = 0;
    Script fast =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
          peer.sendContent(length);
          peer.awaitsMore();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, fast)) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT.withTinyBuffers())) {
        client.send("GET /u HTTP/1.1\r\nHost: h\r\n\r\n");
        client.readFinal(200);
        for (int i = 0; i < 1024; i++) {
          client.readExactly(4096);
          most = Math.max(most, used());
          LockSupport.parkNanos(100_000);
        }
      }
    }
    assertThat(most - before).isLessThan(16L << 20);
  }

  private static long used() {
    return PlatformDependent.usedDirectMemory();
  }

  @Test
  @Proves("U11")
  void aClientThatReadsNoInterimsDoesNotMakeThemPileUp() throws Exception {
    Script endless =
        peer -> {
          peer.readRequestHead();
          for (int i = 0; i < 10_000 && peer.writeFailure().isEmpty(); i++) {
            peer.send("HTTP/1.1 102 Processing\r\nX: y\r\n\r\n");
          }
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, endless)) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send("POST /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
        int interims = 0;
        Head head = client.readHead();
        for (; head.isInterim(); head = client.readHead()) {
          interims++;
        }
        assertThat(head.status()).isEqualTo(502);
        assertThat(interims).isEqualTo(1000);
      }
    }
  }

  @Test
  @Proves("U8")
  void aRefusedConnectionLeadsToTheNextOrigin() throws Exception {
    InetSocketAddress nobody;
    try (ScriptedOrigin closed = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      nobody = closed.address();
    }
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway =
          running.start(
              TestGateway.policy(
                  RoutePolicy.to(
                      TestGateway.origin(nobody), TestGateway.origin(origin.address()))));
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        for (int i = 0; i < 4; i++) {
          client.send("POST /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n");
          client.send("Content-Length: 3\r\n\r\n").readInterim(100);
          client.send("abc").readFinal(201);
        }
      }
      assertThat(origin.connections().stream().map(Transcript::heads).mapToInt(List::size).sum())
          .isEqualTo(4);
    }
  }

  @Test
  @Proves("D14")
  void aRefusalByTheOriginBeatsTheResetBehindIt() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.finalThenResetAfter(413, 65536))) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      for (int i = 0; i < 100; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
          client.send(put("Content-Length: 8388608\r\n")).sendContentUntilAnswered(8 << 20);
          Head head = client.readFinal(413);
          assertThat(head.lists("Connection", "close")).isTrue();
          client.shutdownOutput();
          assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
        }
      }
    }
  }

  @Test
  @Proves("U14")
  void anOriginThatStopsReadingWithoutAnAnswerIsABadGateway() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.continueThenResetAfter(65536))) {
      InetSocketAddress gateway = inFrontOf(origin, Admission.DEFAULTS);
      for (int i = 0; i < 20; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
          client.send(put("Expect: 100-continue\r\nContent-Length: 8388608\r\n"));
          client.readInterim(100);
          client.sendContentUntilAnswered(8 << 20).readFinal(502);
        }
      }
    }
  }
}
