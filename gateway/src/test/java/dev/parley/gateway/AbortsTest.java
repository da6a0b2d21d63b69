// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Admission;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.netty.guard.OpenConnections;
import dev.parley.testkit.Proves;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Clients and origins that close or reset at a random byte of every stage of an exchange.
 *
 * <p>{@code -Daborts.count} sets how many, {@code -Daborts.seed} which.
 */
final class AbortsTest {
  private static final int COUNT = Integer.getInteger("aborts.count", 1200);
  private static final long SEED = Long.getLong("aborts.seed", 20_417);
  private static final int LANES = 4;
  private static final int CONTENT = 30_000;
  private static final int PATIENCE_MILLIS = 20_000;

  /** Origins here take one connection at a time. */
  private static final UpstreamPolicy NONE_KEPT =
      new UpstreamPolicy(
          MessageLimits.DEFAULTS,
          Duration.ofMillis(PATIENCE_MILLIS),
          new WaitPolicy(
              Duration.ofMillis(PATIENCE_MILLIS),
              Duration.ofMillis(PATIENCE_MILLIS),
              Duration.ofMillis(PATIENCE_MILLIS),
              Duration.ofMillis(PATIENCE_MILLIS)),
          Duration.ofMillis(PATIENCE_MILLIS),
          Duration.ofMillis(PATIENCE_MILLIS),
          0,
          UpstreamPolicy.DEFAULTS.interims(),
          UpstreamPolicy.DEFAULTS.interimFields());

  /** More than the noise of a heap that was just collected, far less than a byte per byte sent. */
  private static final long GROWTH = 2 << 20;

  /** The memory that is held, in bytes. */
  private record Holdings(long heap, long direct) {
    private static final int LOOKS = 5;

    /** Of several looks, since what was collected once may leave something for the next time. */
    static Holdings least() {
      long heap = Long.MAX_VALUE;
      for (int i = 0; i < LOOKS; i++) {
        System.gc();
        heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
      return new Holdings(heap, PlatformDependent.usedDirectMemory());
    }
  }

  @Test
  @Proves("D13")
  @Proves("U14")
  void abortsAtAnyByteOfEitherSideLeaveNothing() throws Exception {
    List<Lane> lanes = new ArrayList<>();
    try (LoggedErrors errors = new LoggedErrors();
        Running running = new Running()) {
      for (int i = 0; i < LANES; i++) {
        lanes.add(new Lane(i));
      }
      GatewayPolicy one = TestGateway.policy(lanes.get(0).route());
      InetSocketAddress gateway =
          running.start(
              new GatewayPolicy(
                  one.listen(),
                  lanes.stream().map(Lane::route).toList(),
                  one.downstream(),
                  NONE_KEPT,
                  one.waiting(),
                  one.unknownExpectations(),
                  one.tunnelIdle()));
      long before = OpenConnections.count();
      // The first half fills caches that are there to stay.
      abort(lanes, gateway, COUNT / 2, 0);
      awaitNoConnections(before);
      Holdings half = Holdings.least();
      abort(lanes, gateway, COUNT - COUNT / 2, 1);
      awaitNoConnections(before);
      Holdings all = Holdings.least();
      if (Boolean.getBoolean("aborts.print")) {
        System.err.printf("%d aborts: %s at half, %s at the end%n", COUNT, half, all);
      }
      assertThat(all.heap() - half.heap()).as("growth of the heap").isLessThan(GROWTH);
      assertThat(all.direct() - half.direct()).as("growth of direct memory").isLessThan(GROWTH);
      errors.assertNone();
    } finally {
      for (Lane lane : lanes) {
        lane.end();
      }
    }
    for (Lane lane : lanes) {
      assertThat(lane.failed).as("lane %d", lane.number).isEmpty();
    }
  }

  private static void abort(List<Lane> lanes, InetSocketAddress gateway, int count, int part)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Lane lane : lanes) {
        Random random = new Random(SEED * 31 + lane.number * 2L + part);
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < count / lanes.size(); i++) {
                    lane.abort(gateway, random);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void awaitNoConnections(long before) {
    assertThat(comesTrue(() -> OpenConnections.count() <= before))
        .as("connections left: %d", OpenConnections.count() - before)
        .isTrue();
  }

  private static boolean comesTrue(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(2_000_000);
    }
    return true;
  }

  /** Where an origin stops, after how many bytes of what it was doing. */
  private enum Stage {
    ACCEPT,
    HEAD_OF_REQUEST,
    BEFORE_THE_100,
    CONTENT,
    HEAD_OF_RESPONSE,
    CONTENT_OF_RESPONSE,
    NOWHERE
  }

  private static final List<Stage> STAGES = List.of(Stage.values());

  /** A client and its own origin, one exchange at a time. Sockets only: nothing that grows. */
  private static final class Lane {
    private final int number;
    private final ServerSocket listener;
    private final Thread thread;
    private final Random random;
    private volatile Optional<Exception> failed = Optional.empty();

    Lane(int number) throws IOException {
      this.number = number;
      this.random = new Random(SEED + number);
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      this.thread = new Thread(this::serve, "aborting-origin-" + number);
      thread.start();
    }

    RoutePolicy route() {
      return RoutePolicy.of(
              new Match(Optional.of("lane" + number), "/"),
              Admission.DEFAULTS,
              List.of(OriginPolicy.of(new OriginAddress("127.0.0.1", listener.getLocalPort()))),
              Optional.empty())
          .withExpect(ExpectMode.RELAY);
    }

    /** A client that leaves by itself, or stays until the gateway ended what its origin began. */
    void abort(InetSocketAddress gateway, Random chance) {
      boolean asks = chance.nextBoolean();
      boolean chunks = chance.nextBoolean();
      String head =
          "PUT /u HTTP/1.1\r\nHost: lane%d\r\n%s%s\r\n"
              .formatted(
                  number,
                  asks ? "Expect: 100-continue\r\n" : "",
                  chunks ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 30000\r\n");
      byte[] bytes =
          (head
                  + (chunks ? "7530\r\n" : "")
                  + "x".repeat(CONTENT)
                  + (chunks ? "\r\n0\r\n\r\n" : ""))
              .getBytes(StandardCharsets.US_ASCII);
      int waitsAt = asks && chance.nextBoolean() ? head.length() : -1;
      int leavesAt =
          switch (chance.nextInt(4)) {
            case 0 -> chance.nextInt(head.length());
            case 1 -> head.length() + chance.nextInt(CONTENT);
            case 2 -> head.length();
            default -> bytes.length;
          };
      int reads = chance.nextInt(3) == 0 ? chance.nextInt(200) : Integer.MAX_VALUE;
      boolean resets = chance.nextBoolean();
      try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        int first = waitsAt < 0 ? leavesAt : Math.min(waitsAt, leavesAt);
        socket.getOutputStream().write(bytes, 0, first);
        if (waitsAt >= 0 && leavesAt > waitsAt && socket.getInputStream().read() >= 0) {
          socket.getOutputStream().write(bytes, first, leavesAt - first);
        }
        if (leavesAt == bytes.length) {
          // A whole request: the origin's end of it decides, or this one's patience as a reader.
          socket.shutdownOutput();
          read(socket.getInputStream(), reads);
        }
        if (resets) {
          socket.setSoLinger(true, 0);
        }
      } catch (java.net.SocketTimeoutException overdue) {
        failed = Optional.of(overdue);
      } catch (IOException cut) {
        // The other side was faster.
      }
    }

    private static void read(InputStream in, int most) throws IOException {
      byte[] block = new byte[4096];
      for (int left = most; left > 0; ) {
        int count = in.read(block, 0, Math.min(left, block.length));
        if (count < 0) {
          return;
        }
        left -= count;
      }
    }

    private void serve() {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          socket.setSoTimeout(PATIENCE_MILLIS);
          answer(socket, STAGES.get(random.nextInt(STAGES.size())));
          if (random.nextBoolean()) {
            socket.setSoLinger(true, 0);
          }
        } catch (java.net.SocketTimeoutException overdue) {
          failed = Optional.of(overdue);
        } catch (IOException cut) {
          // The gateway was faster, or the test is over.
        }
      }
    }

    /** One exchange, up to a random byte of {@code last}; a connection is never kept. */
    private void answer(Socket socket, Stage last) throws IOException {
      InputStream in = socket.getInputStream();
      if (last == Stage.ACCEPT) {
        return;
      }
      if (last == Stage.HEAD_OF_REQUEST) {
        read(in, 1 + random.nextInt(40));
        return;
      }
      String head = head(in);
      if (last == Stage.BEFORE_THE_100) {
        return;
      }
      if (head.contains("100-continue")) {
        send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
      }
      if (last == Stage.CONTENT) {
        read(in, random.nextInt(CONTENT));
        return;
      }
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n".formatted(CONTENT);
      boolean early = random.nextInt(3) == 0;
      if (!early) {
        readContent(in, head);
      }
      if (last == Stage.HEAD_OF_RESPONSE) {
        send(socket, answer.substring(0, random.nextInt(answer.length())));
        return;
      }
      send(socket, answer);
      int most = last == Stage.CONTENT_OF_RESPONSE ? random.nextInt(CONTENT) : CONTENT;
      send(socket, "y".repeat(most));
    }

    private static String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("the head was cut");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    private static void readContent(InputStream in, String head) throws IOException {
      if (!head.contains("chunked")) {
        read(in, CONTENT);
        return;
      }
      StringBuilder end = new StringBuilder();
      byte[] block = new byte[4096];
      while (!end.toString().endsWith("\r\n0\r\n\r\n")) {
        int count = in.read(block);
        if (count < 0) {
          throw new IOException("the content was cut");
        }
        end.append(new String(block, 0, count, StandardCharsets.US_ASCII));
        end.delete(0, Math.max(0, end.length() - 7));
      }
    }

    private static void send(Socket socket, String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void end() throws IOException, InterruptedException {
      listener.close();
      thread.join(PATIENCE_MILLIS);
      assertThat(thread.isAlive()).as("%s", thread.getName()).isFalse();
    }
  }
}
