// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Exchange;
import dev.parley.testkit.ExchangePlayer;
import dev.parley.testkit.Exchanges;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Step;
import dev.parley.testkit.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Plays the fixtures of the testkit against a gateway on real sockets. */
final class GatewayExchangesTest {
  /** The connection that dies there is fresh, so that only another origin is asked. */
  private static final Set<String> WITH_ANOTHER_ORIGIN = Set.of("origin-dies-before-100");

  /** The store answers with what it knows about what it stored. */
  private static final Set<String> NOT_FOR_A_STORE = Set.of("server-continue");

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> aGatewayPassesEveryFixtureOfItsKind() {
    return tests(
        Exchanges.about(Subject.GATEWAY),
        (exchange, player) -> {
          try (Running running = new Running()) {
            player.playGateway(
                exchange,
                origin -> {
                  OriginAddress address = TestGateway.origin(origin);
                  RoutePolicy route =
                      WITH_ANOTHER_ORIGIN.contains(exchange.name())
                          ? RoutePolicy.to(address, address)
                          : RoutePolicy.to(address);
                  return running.start(TestGateway.policy(route, time(exchange)));
                });
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aGatewayInFrontOfAServerPassesEveryFixtureOfServers() {
    return tests(
        Exchanges.about(Subject.SERVER),
        (exchange, player) -> {
          try (ScriptedOrigin origin =
                  ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
              Running running = new Running()) {
            RoutePolicy route = RoutePolicy.to(TestGateway.origin(origin.address()));
            player.playServer(exchange, running.start(TestGateway.policy(route, time(exchange))));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aGatewayWithAStorePassesEveryFixtureOfServers() {
    return tests(
        Exchanges.about(Subject.SERVER).stream()
            .filter(exchange -> !NOT_FOR_A_STORE.contains(exchange.name()))
            .toList(),
        (exchange, player) -> {
          try (Running running = new Running()) {
            RoutePolicy route =
                RoutePolicy.toStore(folder.resolve(exchange.name()))
                    .withWeb(WebPolicy.DEFAULTS.withHosts("h"));
            player.playServer(exchange, running.start(TestGateway.policy(route, time(exchange))));
          }
        });
  }

  /** Deadlines are out of the way, but in a fixture that waits for one. */
  private static Duration time(Exchange exchange) {
    return exchange.steps().stream().anyMatch(Step.TimeStep.class::isInstance)
        ? Duration.ofMillis(50)
        : Duration.ofMinutes(1);
  }

  private interface Played {
    void play(Exchange exchange, ExchangePlayer player) throws Exception;
  }

  private static Stream<DynamicTest> tests(java.util.List<Exchange> exchanges, Played played) {
    // Time passes by itself: the deadlines of the gateway are short where a fixture waits.
    ExchangePlayer player =
        new ExchangePlayer(PeerOptions.DEFAULTS.withDeadline(PATIENCE), step -> {});
    return exchanges.stream()
        .map(
            exchange ->
                DynamicTest.dynamicTest(
                    exchange.name() + ": " + exchange.claim(),
                    () -> played.play(exchange, player)));
  }
}
