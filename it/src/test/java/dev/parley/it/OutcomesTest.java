// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.OriginAddress;
import dev.parley.it.OutcomePage.Table;
import dev.parley.netty.UpstreamPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same uploads through Parley to the origins, and past the proxies, that people run. */
class OutcomesTest {
  // For an origin that answers, so long that no busy machine makes it look silent.
  private static final Duration NEVER = Duration.ofSeconds(25);
  private static final Duration SILENT = Duration.ofSeconds(5);
  private static final OutcomePage PAGE = new OutcomePage();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void thePageSaysWhatCameOut() throws IOException {
    PAGE.check();
  }

  @ParameterizedTest
  @EnumSource
  void everyUploadThroughParleyGetsItsResponse(OriginKind kind) throws Exception {
    try (OutcomeOrigin origin = kind.start(newFolder("origin"))) {
      Duration wait = kind.silent() ? SILENT : NEVER;
      tabulate(Table.ORIGINS, kind, upload -> throughParley(origin, upload, wait));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyUploadThroughParleyAndAProxyGetsItsResponse(Proxy.Kind kind) throws Exception {
    try (OutcomeOrigin origin =
        ProxiedOrigin.start(kind, newFolder("proxy"), JettyApplication.serve())) {
      tabulate(Table.PROXIES_BEHIND, kind, upload -> throughParley(origin, upload, NEVER));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyUploadThroughAProxyAndParleyGetsItsResponse(Proxy.Kind kind) throws Exception {
    try (OutcomeOrigin origin = JettyApplication.serve();
        Gateway parley = inFrontOf(origin.port(), NEVER);
        Proxy proxy = kind.start(newFolder("proxy"), port(parley))) {
      tabulate(
          Table.PROXIES_BEFORE,
          kind,
          upload -> Uploader.upload(proxy.port(), origin, upload, NEVER));
    }
  }

  /** A gateway of its own for each upload, so that none knows what another has learnt. */
  private static Outcome throughParley(OutcomeOrigin origin, Upload upload, Duration wait)
      throws IOException {
    try (Gateway parley = inFrontOf(origin.port(), wait)) {
      return Uploader.upload(port(parley), origin, upload, wait);
    }
  }

  private static Gateway inFrontOf(int port, Duration wait) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RoutePolicy route = RoutePolicy.to(new OriginAddress("127.0.0.1", port));
    return Gateway.start(
        GatewayPolicy.of(anyPort, route)
            .withUpstream(UpstreamPolicy.DEFAULTS.withExpectWait(wait)));
  }

  private static int port(Gateway gateway) {
    return gateway.addresses().get(0).getPort();
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  /** Does one upload. */
  @FunctionalInterface
  private interface Doing {
    Outcome upload(Upload upload) throws IOException;
  }

  private static void tabulate(Table table, Tabulated peer, Doing doing) throws Exception {
    List<Outcome> outcomes = all(peer, doing);
    if (OutcomePage.isAbout(peer)) {
      PAGE.put(table, peer, outcomes);
    }
  }

  /** All at once: most of the time of each is somebody's wait. */
  private static List<Outcome> all(Tabulated peer, Doing doing) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Upload.values().length);
    try {
      Map<Upload, Future<Outcome>> running = new EnumMap<>(Upload.class);
      for (Upload upload : Upload.values()) {
        running.put(upload, threads.submit(() -> doing.upload(upload)));
      }
      List<Outcome> outcomes = new ArrayList<>();
      AssertionError failed = null;
      for (Map.Entry<Upload, Future<Outcome>> each : running.entrySet()) {
        try {
          outcomes.add(each.getValue().get());
        } catch (ExecutionException e) {
          AssertionError failure = failure(peer, each.getKey(), e);
          if (failed == null) {
            failed = failure;
          } else {
            failed.addSuppressed(failure);
          }
        }
      }
      if (failed != null) {
        throw failed;
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  /** All in one line, which is what the summary of a build shows. */
  private static AssertionError failure(Tabulated peer, Upload upload, ExecutionException failed) {
    Throwable cause = failed.getCause();
    Object what = cause instanceof AssertionError ? cause.getMessage() : cause;
    String message = "%s: %s: %s".formatted(peer.label(), upload.title(), what);
    return new AssertionError(message.replaceAll("\\s*\\R\\s*", " / "), cause);
  }
}
