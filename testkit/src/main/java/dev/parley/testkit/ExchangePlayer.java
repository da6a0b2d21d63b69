// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Plays fixtures on real sockets against a subject: it sends what the subject's peers send, and
 * compares what the subject sends, in the order of the lines.
 *
 * <p>At the end it proves that there was nothing more: it reads both legs to their end and compares
 * that with nothing. It closes its own side for this, except where the claim is {@code connection
 * closed}: there the subject has to close unasked. The claim {@code connection reusable} adds that
 * the subject's last head did not announce otherwise; to prove reuse, a fixture sends a second
 * request on the connection.
 *
 * <p>The player never waits for time to pass. On {@code @ +1s} it calls the consumer it was given,
 * which advances the subject's clock and must return only when the subject has armed its timer
 * first (see {@link ManualTicker#awaitPending}) and has seen the time.
 *
 * <p>One thread plays all legs. A line of content larger than the socket buffers of both sides
 * would block it when the subject does not read; write it as several lines, each followed by the
 * line that expects it on the other leg.
 */
public final class ExchangePlayer {
  /** Starts a gateway, or points a running one at an origin. */
  @FunctionalInterface
  public interface GatewayStart {
    /**
     * Gets a gateway ready whose only origin is this. Whoever implements it closes the gateway.
     *
     * @return where the gateway listens
     * @throws Exception when it cannot be started
     */
    InetSocketAddress start(InetSocketAddress origin) throws Exception;
  }

  /** Runs a client. */
  @FunctionalInterface
  public interface ClientRun {
    /**
     * Performs the fixture's exchange against this server, and then closes its connections, at the
     * latest when the server closes them.
     *
     * @throws Exception when the client fails in a way the fixture does not describe
     */
    void run(InetSocketAddress server) throws Exception;
  }

  private final PeerOptions options;
  private final Consumer<Duration> onTime;

  /** A player with {@link PeerOptions#DEFAULTS} that fails at a step of time. */
  public ExchangePlayer() {
    this(
        PeerOptions.DEFAULTS,
        step -> {
          throw new IllegalArgumentException("this player was given no clock to advance");
        });
  }

  /**
   * A player.
   *
   * @param options deadlines and buffers of its peers
   * @param onTime advances the subject's clock
   */
  public ExchangePlayer(PeerOptions options, Consumer<Duration> onTime) {
    this.options = options;
    this.onTime = onTime;
  }

  /**
   * Plays a fixture without an origin leg against a server, from the client's side.
   *
   * @throws ExchangeError when the server does anything else
   */
  public void playServer(Exchange exchange, InetSocketAddress server) {
    PlayedLeg client = connectingTo(server);
    try {
      play(new Play(exchange, client, Optional.empty(), onTime));
    } finally {
      client.close();
    }
  }

  /**
   * Plays a fixture against a gateway, from both sides.
   *
   * @throws ExchangeError when the gateway does anything else
   * @throws Exception when the gateway cannot be started
   */
  public void playGateway(Exchange exchange, GatewayStart gateway) throws Exception {
    try (Listener listener = new Listener(options)) {
      PlayedLeg origin = new PlayedLeg(() -> listener.accept("a connection to the origin"), false);
      PlayedLeg client = connectingTo(gateway.start(listener.address()));
      try {
        play(new Play(exchange, client, Optional.of(origin), onTime));
        noMoreConnections(exchange, listener);
      } finally {
        client.close();
        origin.close();
      }
    }
  }

  /**
   * Plays a fixture without an origin leg against a client, from the server's side. The client runs
   * in a thread of its own.
   *
   * @throws ExchangeError when the client does anything else, fails, or does not return before the
   *     deadline
   */
  public void playClient(Exchange exchange, ClientRun client) throws InterruptedException {
    try (Listener listener = new Listener(options)) {
      PlayedLeg server = new PlayedLeg(() -> listener.accept("a connection"), false);
      FutureTask<Boolean> run =
          new FutureTask<>(
              () -> {
                client.run(listener.address());
                return true;
              });
      Thread thread = new Thread(run, "exchange-player-client");
      thread.start();
      try {
        play(new Play(exchange, server, Optional.empty(), onTime));
        joinClient(exchange, run);
        noMoreConnections(exchange, listener);
      } finally {
        server.close();
        thread.join(options.deadline().toMillis());
      }
    }
  }

  private static void play(Play play) {
    play.steps();
    play.claims();
  }

  private PlayedLeg connectingTo(InetSocketAddress server) {
    return new PlayedLeg(() -> ScriptedClient.connect(server, options), true);
  }

  private void joinClient(Exchange exchange, FutureTask<Boolean> run) throws InterruptedException {
    try {
      run.get(options.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new ExchangeError(exchange.file(), "the client failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new ExchangeError(exchange.file(), "the client did not return", e);
    }
  }

  private static void noMoreConnections(Exchange exchange, Listener listener) {
    boolean more;
    try (Peer extra = listener.poll().orElse(null)) {
      more = extra != null;
    } catch (java.io.IOException e) {
      throw new ExchangeError(exchange.file(), "accepting failed: " + e, e);
    }
    if (more) {
      throw new ExchangeError(exchange.file(), "expected no other connection; one waits", null);
    }
  }
}
