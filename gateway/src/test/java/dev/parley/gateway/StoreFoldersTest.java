// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.admission.Admission;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores whose folders are one, or lie in each other. */
final class StoreFoldersTest {
  @TempDir Path parent;

  private static GatewayPolicy policy(Path first, Path second) {
    RoutePolicy one = route("/one/", first);
    GatewayPolicy single = TestGateway.policy(one);
    return new GatewayPolicy(
        single.listen(),
        List.of(one, route("/", second)),
        single.downstream(),
        single.upstream(),
        single.waiting(),
        single.unknownExpectations(),
        single.tunnelIdle());
  }

  private static RoutePolicy route(String path, Path folder) {
    return RoutePolicy.of(
        new Match(Optional.empty(), path), Admission.DEFAULTS, List.of(), Optional.of(folder));
  }

  private static void refused(Path first, Path second, String... said) {
    assertThatExceptionOfType(UnusableException.class)
        .isThrownBy(() -> Gateway.start(policy(first, second)).close())
        .satisfies(e -> assertThat(e.getMessage()).contains(said));
  }

  @Test
  void aStoreInTheFolderOfAnotherIsRefusedAndNothingIsMade() {
    Path outer = parent.resolve("data");
    Path inner = outer.resolve("deep/inbox");
    refused(inner, outer, "routes[0].store: " + inner, outer + ", the folder of routes[1].store");
    refused(outer, inner, "routes[1].store: " + inner, outer + ", the folder of routes[0].store");
    assertThat(outer).doesNotExist();
  }

  @Test
  void linksAreSeenThrough() throws IOException {
    Path outer = Files.createDirectories(parent.resolve("data"));
    Files.createDirectories(outer.resolve("inbox"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), outer.resolve("inbox"));
    refused(link, outer, "routes[0].store: " + link, outer + ", the folder of routes[1].store");
    refused(link.resolve("new"), outer, "routes[0].store: " + link.resolve("new"));
    Path up = Files.createSymbolicLink(parent.resolve("up"), outer);
    refused(outer.resolve("inbox"), up, "routes[0].store: " + outer.resolve("inbox"), up + ",");
    assertThat(outer.resolve(".parley")).doesNotExist();
  }

  @Test
  void aNameThatOnlyBeginsAlikeIsAnotherFolder() throws IOException {
    Gateway.start(policy(parent.resolve("data"), parent.resolve("data-2"))).close();
    Gateway.start(policy(parent.resolve("data/../new"), parent.resolve("data"))).close();
    assertThat(parent.resolve("new")).isDirectory();
  }

  @Test
  void twoRoutesMayShareAFolderHoweverItIsSpelled() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("data"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    try (Running gateway = new Running()) {
      var address = gateway.start(policy(folder, link));
      for (String target : new String[] {"/one/a", "/two/b"}) {
        try (ScriptedClient client = ScriptedClient.connect(address)) {
          client.send(
              "PUT " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
          client.readFinal(201);
        }
      }
    }
    assertThat(folder.resolve("one/a")).hasContent("abc");
    assertThat(folder.resolve("two/b")).hasContent("abc");
  }
}
