// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Admission;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random clients and random origins around one gateway: every response is that of its request,
 * content arrives whole or is known not to have, and nothing but requests is read as one.
 *
 * <p>{@code -Drandom.exchanges} sets how many, {@code -Drandom.seed} which. A round is repeated by
 * its seed alone; how its exchanges interleave is not, so no verdict depends on it.
 */
final class RandomExchangesTest {
  private static final int EXCHANGES = Integer.getInteger("random.exchanges", 10_000);
  private static final long SEED = Long.getLong("random.seed", 100_417);
  private static final int PER_ROUND = 1000;
  private static final int CLIENTS = 4;
  private static final int LONGEST_PIPELINE = 5;
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(30));

  /** Short, so that silent origins do not cost much; where it elapses early is part of chance. */
  private static final Duration WAIT = Duration.ofMillis(20);

  @TestFactory
  @Proves("U1")
  @Proves("U5")
  @Proves("U14")
  @Proves("D7")
  @Proves("D14")
  Stream<DynamicTest> everyResponseIsThatOfItsRequestAndNoContentIsARequest() {
    int rounds = (EXCHANGES + PER_ROUND - 1) / PER_ROUND;
    return IntStream.range(0, rounds)
        .mapToObj(
            round ->
                DynamicTest.dynamicTest(
                    "-Drandom.seed=%d -Drandom.exchanges=%d".formatted(SEED + round, PER_ROUND),
                    () -> play(SEED + round, Math.min(PER_ROUND, EXCHANGES))));
  }

  private static void play(long seed, int exchanges) throws Exception {
    OriginLedger ledger = new OriginLedger();
    try (LoggedErrors errors = new LoggedErrors();
        ScriptedOrigin origin =
            ScriptedOrigin.serving(PATIENT, RandomExchangesTest::serveEveryRequest);
        ScriptedOrigin old =
            ScriptedOrigin.serving(PATIENT, RandomExchangesTest::serveEveryRequest)) {
      try (Running running = new Running()) {
        // An origin that does everything is soon known for nothing good: every second is asked.
        ExpectMode mode = seed % 2 == 0 ? ExpectMode.RELAY : ExpectMode.AUTO;
        visit(
            running.start(
                policy(
                    route(RandomExchange.OLD, old).withExpect(mode),
                    route("h", origin).withExpect(mode))),
            ledger,
            seed,
            exchanges);
      } catch (ExecutionException failed) {
        errors.explain(failed);
        throw failed;
      }
      for (ScriptedOrigin each : List.of(origin, old)) {
        for (Transcript connection : each.connections()) {
          ledger.read(connection.received());
        }
      }
      errors.assertNone();
    }
  }

  private static GatewayPolicy policy(RoutePolicy... routes) {
    GatewayPolicy one = TestGateway.policy(routes[0]);
    return new GatewayPolicy(
        one.listen(),
        List.of(routes),
        one.downstream(),
        UpstreamPolicy.DEFAULTS.withExpectWait(WAIT),
        one.waiting(),
        one.unknownExpectations(),
        one.tunnelIdle());
  }

  private static RoutePolicy route(String host, ScriptedOrigin origin) {
    return RoutePolicy.of(
        new Match(Optional.of(host), "/"),
        Admission.DEFAULTS,
        List.of(OriginPolicy.of(TestGateway.origin(origin.address()))),
        Optional.empty());
  }

  private static void visit(
      InetSocketAddress gateway, OriginLedger ledger, long seed, int exchanges) throws Exception {
    AtomicInteger next = new AtomicInteger();
    AtomicLong answered = new AtomicLong();
    Supplier<@Nullable RandomExchange> exchange =
        () -> {
          int index = next.getAndIncrement();
          return index < exchanges
              ? RandomExchange.of(seed * 1_000_003 + index, "x" + index)
              : null;
        };
    inParallel(() -> answered.addAndGet(new Visitor(gateway, ledger, exchange).playAll()));
    assertThat(answered.get()).as("answered").isGreaterThan(exchanges / 2);
  }

  private static void inParallel(Callable<Long> client) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Long>> all = threads.invokeAll(java.util.Collections.nCopies(CLIENTS, client));
      for (Future<Long> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** A client that plays exchanges until there are no more, on connections that it may keep. */
  private static final class Visitor {
    private final InetSocketAddress gateway;
    private final OriginLedger ledger;
    private final Supplier<@Nullable RandomExchange> exchanges;
    private @Nullable ScriptedClient kept;
    private long answered;

    Visitor(
        InetSocketAddress gateway,
        OriginLedger ledger,
        Supplier<@Nullable RandomExchange> exchanges) {
      this.gateway = gateway;
      this.ledger = ledger;
      this.exchanges = exchanges;
    }

    /** How many exchanges were answered: those behind one that closes are not. */
    long playAll() {
      RandomExchange exchange = next();
      while (exchange != null) {
        RandomExchange unplayed = null;
        ScriptedClient client = kept == null ? ScriptedClient.connect(gateway, PATIENT) : kept;
        kept = null;
        boolean keep = false;
        try {
          switch (exchange.client()) {
            case WAITS, SENDS_AT_ONCE -> keep = single(client, exchange);
            case LEAVES, RESETS -> leave(client, exchange);
            case PIPELINES -> {
              List<RandomExchange> batch = new ArrayList<>(List.of(exchange));
              unplayed = next();
              while (unplayed != null
                  && batch.size() < LONGEST_PIPELINE
                  && unplayed.client() == RandomExchange.Client.PIPELINES) {
                batch.add(unplayed);
                unplayed = next();
              }
              keep = pipeline(client, batch);
            }
          }
        } catch (AssertionError wrong) {
          client.close();
          throw new AssertionError(exchange + ": " + wrong.getMessage(), wrong);
        }
        if (keep) {
          kept = client;
        } else {
          client.close();
        }
        exchange = unplayed == null ? next() : unplayed;
      }
      if (kept != null) {
        end(kept);
        kept.close();
      }
      return answered;
    }

    private @Nullable RandomExchange next() {
      RandomExchange next = exchanges.get();
      if (next != null && !next.refused()) {
        ledger.announce(next.id(), next.content(), next.mayBeAsked());
      }
      return next;
    }

    private boolean single(ScriptedClient client, RandomExchange exchange) {
      boolean waits = exchange.waits() && !exchange.refused();
      client.send(exchange.head() + (waits ? "" : exchange.framedContent()));
      return settled(client, readResponse(client, exchange, waits));
    }

    private boolean pipeline(ScriptedClient client, List<RandomExchange> batch) {
      StringBuilder bytes = new StringBuilder();
      batch.forEach(each -> bytes.append(each.head()).append(each.framedContent()));
      client.send(bytes.toString());
      boolean open = true;
      for (RandomExchange each : batch) {
        if (open) {
          open = !closes(readResponse(client, each, false));
        } else {
          ledger.forbid(each.id());
        }
      }
      return open || settledClosed(client);
    }

    private boolean settled(ScriptedClient client, Head last) {
      return !closes(last) || settledClosed(client);
    }

    private boolean settledClosed(ScriptedClient client) {
      end(client);
      return false;
    }

    private static boolean closes(Head response) {
      return response.lists("Connection", "close");
    }

    /** Nothing is left that no request asked for. */
    private static void end(ScriptedClient client) {
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
    }

    private Head readResponse(ScriptedClient client, RandomExchange exchange, boolean waits) {
      int continues = 0;
      boolean owes = waits;
      Head head = client.readHead();
      for (; head.isInterim(); head = client.readHead()) {
        assertThat(exchange.http10()).as("interim for HTTP/1.0").isFalse();
        if (head.status() == 100) {
          continues++;
          if (owes) {
            owes = false;
            client.send(exchange.framedContent());
          }
        } else {
          assertThat(exchange.origin()).isEqualTo(RandomExchange.Origin.SENDS_OTHER_INTERIMS_FIRST);
          assertThat(head.status()).isIn(102, 103);
        }
      }
      assertThat(continues).as("100s").isLessThanOrEqualTo(exchange.mayBeAsked() ? 1 : 0);
      assertThat(head.status()).as("status").isIn(exchange.statuses());
      if (owes) {
        assertThat(closes(head)).as("closes with content still owed").isTrue();
      }
      String content = exchange.toHead() ? "" : client.readContent(head);
      boolean own = head.status() == 502 || head.status() == 411 || exchange.refused();
      if (!own) {
        assertThat(head.all("X-Id")).containsExactly(exchange.id());
        assertThat(content).isEqualTo(exchange.toHead() ? "" : answer(head, exchange.content()));
      } else {
        assertThat(head.has("X-Id")).isFalse();
      }
      answered++;
      return head;
    }

    private static void leave(ScriptedClient client, RandomExchange exchange) {
      String bytes = exchange.head() + exchange.framedContent();
      client.send(bytes.substring(0, bytes.length() * exchange.cut() / 1000));
      if (exchange.client() == RandomExchange.Client.RESETS) {
        client.reset();
      }
    }
  }

  /** What an origin says of the content that it has read whole, if it has. */
  private static String answer(Head response, String content) {
    return response.has("X-Read") ? "%d %d".formatted(content.length(), content.hashCode()) : "";
  }

  private static void serveEveryRequest(Peer peer) {
    try {
      boolean open = true;
      while (open && peer.awaitsMore()) {
        open = serve(peer, peer.readRequestHead());
      }
    } catch (ScriptError e) {
      if (e.reason() != ScriptError.Reason.PEER_LEFT) {
        throw e;
      }
    }
  }

  /** Whether the connection can take another request. */
  private static boolean serve(Peer peer, Head head) {
    RandomExchange.Origin behaviour =
        RandomExchange.Origin.valueOf(head.first("X-Origin").orElse("none"));
    switch (behaviour) {
      case SENDS_OTHER_INTERIMS_FIRST -> {
        peer.send(OriginScripts.interim(103)).send(OriginScripts.interim(102));
        ask(peer, head);
        peer.send(read(head, behaviour.status(), peer.readContent(head)));
      }
      case ASKS_THEN_ANSWERS -> {
        ask(peer, head);
        peer.send(read(head, behaviour.status(), peer.readContent(head)));
      }
      case IS_SILENT_UNTIL_CONTENT ->
          peer.send(read(head, behaviour.status(), peer.readContent(head)));
      case SPEAKS_HTTP_1_0 -> {
        String response = read(head, behaviour.status(), peer.readContent(head));
        peer.send(response.replace("HTTP/1.1", "HTTP/1.0"));
        return leave(peer);
      }
      case KNOWS_NO_EXPECTATION -> {
        if (head.has("Expect")) {
          peer.send(unread(head, 417, true));
          return leave(peer);
        }
        peer.send(read(head, behaviour.status(), peer.readContent(head)));
      }
      case ANSWERS_EARLY_AND_CLOSES -> {
        peer.send(unread(head, behaviour.status(), true));
        return leave(peer);
      }
      case ANSWERS_EARLY_AND_STAYS -> {
        peer.send(unread(head, behaviour.status(), false));
        if (peer.awaitsMore()) {
          peer.readContent(head);
        }
      }
      case CLOSES -> {
        return leave(peer);
      }
      case RESETS -> peer.reset();
      case ASKS_THEN_RESETS -> {
        ask(peer, head);
        if (!head.first("Content-Length").orElse("0").equals("0")) {
          peer.awaitsMore();
        }
        peer.reset();
      }
    }
    return behaviour != RandomExchange.Origin.RESETS
        && behaviour != RandomExchange.Origin.ASKS_THEN_RESETS;
  }

  private static void ask(Peer peer, Head head) {
    if (head.expectsContinue()) {
      peer.send(OriginScripts.interim(100));
    }
  }

  private static boolean leave(Peer peer) {
    peer.shutdownOutput().readToEof();
    return false;
  }

  private static String read(Head head, int status, String content) {
    String answer = "%d %d".formatted(content.length(), content.hashCode());
    return response(head, status, "X-Read: whole\r\n", answer);
  }

  private static String unread(Head head, int status, boolean close) {
    return response(head, status, close ? "Connection: close\r\n" : "", "");
  }

  private static String response(Head head, int status, String fields, String content) {
    return "HTTP/1.1 %d Scripted\r\nX-Id: %s\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(
            status,
            head.first("X-Id").orElse("none"),
            fields,
            content.length(),
            head.method().equals("HEAD") ? "" : content);
  }
}
