// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few exchanges with each contender, so that none of them is measured doing nothing. */
@Timeout(60)
class ContenderTest {
  private static final List<Scenario> SMALL =
      List.of(
          new Scenario("asking", 1 << 10, true, 2),
          new Scenario("plain", 1 << 10, false, 2),
          new Scenario("pieces", 3 << 20, true, 2));
  private static final long EXCHANGES = 5;

  @TempDir private Path folder = Path.of("");

  @Test
  void theLoadAndTheOriginUnderstandEachOther() throws Exception {
    try (Loop loop = loop();
        Origin origin = Origin.start(loop)) {
      exchanges(loop, origin, origin.address());
    }
  }

  @Test
  void parleyTakesPart() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> program =
        List.of(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.parley.cli.Main");
    takesPart(
        new Contender(
            "parley", "here", Contender.Warming.NONE, Contender.parley(program, Map.of())));
  }

  @Test
  void nginxTakesPart() throws Exception {
    takesPart(installed("nginx", Contender::nginx));
  }

  @Test
  void haproxyTakesPart() throws Exception {
    takesPart(installed("haproxy", Contender::haproxy));
  }

  @Test
  void haproxyThatSplicesTakesPart() throws Exception {
    takesPart(installed("haproxy", path -> Contender.haproxy(path, "option splice-request")));
  }

  @Test
  void whatIsNoGatewayIsNamed() throws Exception {
    try (Loop loop = loop();
        Origin origin = Origin.start(loop)) {
      Contender none =
          new Contender("none", "here", Contender.Warming.NONE, Contender.template("false {port}"));
      assertThat(
              catchThrowable(
                  () -> Gateway.start(none, List.of(), folder, origin.address()).close()))
          .hasMessageStartingWith("none does not start");
    }
  }

  private void takesPart(Contender contender) throws Exception {
    try (Loop loop = loop();
        Origin origin = Origin.start(loop);
        Gateway gateway = Gateway.start(contender, List.of(), folder, origin.address())) {
      exchanges(loop, origin, gateway.address());
      assertThat(gateway.processorSeconds()).isNotNegative();
      assertThat(gateway.residentBytes()).isPositive();
    }
  }

  private static void exchanges(Loop loop, Origin origin, InetSocketAddress address)
      throws Exception {
    for (Scenario scenario : SMALL) {
      long before = loop.ask(origin::received);
      try (Load load = Load.start(loop, address, scenario)) {
        load.after(EXCHANGES).get(20, TimeUnit.SECONDS);
        Load.Count count = loop.ask(load::mark);
        assertThat(count.errors()).isZero();
        assertThat(count.exchanges()).isGreaterThanOrEqualTo(EXCHANGES);
        assertThat(count.firstContinue().count() > 0).isEqualTo(scenario.expects());
        assertThat(loop.ask(origin::received) - before)
            .isGreaterThanOrEqualTo(EXCHANGES * scenario.size());
      }
    }
  }

  private static Loop loop() {
    Assumptions.assumeTrue(Loop.available(), "epoll is not available");
    return new Loop();
  }

  private static Contender installed(String program, Function<Path, Contender.Launch> launch) {
    Optional<Path> path = Machine.program(program);
    if (path.isEmpty()) {
      String missing = program + " is not installed";
      // What CI installs must be there.
      if (System.getenv("CI") != null) {
        fail(missing);
      }
      Assumptions.abort(missing);
    }
    return new Contender(program, "here", Contender.Warming.NONE, launch.apply(path.orElseThrow()));
  }
}
