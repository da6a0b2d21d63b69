// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Chromium without a window, with one page open, told what to do in its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Program program;
  private final WebSocket socket;
  private final String session;

  private Browser(Program program) throws IOException {
    this.program = program;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> LISTENS.matcher(program.err()).find());
    var listens = LISTENS.matcher(program.err());
    assertThat(listens.find()).isTrue();
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(listens.group(1)), new Reading())
            .join();
    String target = send("", "Target.createTarget", "url", "about:blank").path("targetId").asText();
    this.session =
        send("", "Target.attachToTarget", "targetId", target, "flatten", true)
            .path("sessionId")
            .asText();
  }

  /** Starts it; without Chromium the test is skipped, or fails where CI is set. */
  static Browser start(Path folder) throws IOException {
    String chromium = Installed.require("chromium");
    Path profile = Files.createDirectories(folder.resolve("profile"));
    Program program =
        Program.start(
            folder,
            List.of(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-extensions",
                "--disable-sync",
                "--no-proxy-server",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    try {
      return new Browser(program);
    } catch (IOException | RuntimeException | AssertionError failed) {
      program.stop();
      throw failed;
    }
  }

  // The protocol

  /** Puts messages together, and hands each answer to the command that waits for it. */
  private final class Reading implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        take(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void take(String message) {
    try {
      JsonNode answer = json.readTree(message);
      CompletableFuture<JsonNode> waiting = answers.remove(answer.path("id").asInt());
      if (waiting != null) {
        waiting.complete(answer);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private JsonNode send(String inSession, String method, Object... parameters) {
    int id = commands.incrementAndGet();
    ObjectNode command = json.createObjectNode().put("id", id).put("method", method);
    if (!inSession.isEmpty()) {
      command.put("sessionId", inSession);
    }
    ObjectNode given = command.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      given.set((String) parameters[i], json.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(command.toString(), true).join();
    try {
      JsonNode result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(result.has("error")).as("%s: %s", method, result).isFalse();
      return result.path("result");
    } catch (TimeoutException | ExecutionException silent) {
      throw new AssertionError(method + ": no answer; " + program.err(), silent);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private JsonNode command(String method, Object... parameters) {
    return send(session, method, parameters);
  }

  // The page

  /** Opens a page, and waits until it is there. */
  void open(String url) {
    JsonNode opened = command("Page.navigate", "url", url);
    assertThat(opened.has("errorText")).as("%s", opened).isFalse();
    await("document.readyState == 'complete' && location.href != 'about:blank'");
  }

  /** What an expression comes to in the page, as text. */
  String eval(String expression) {
    JsonNode result =
        command(
            "Runtime.evaluate",
            "expression",
            expression,
            "returnByValue",
            true,
            "awaitPromise",
            true);
    assertThat(result.has("exceptionDetails")).as("%s: %s", expression, result).isFalse();
    return result.path("result").path("value").asText();
  }

  /** Waits until an expression is true in the page, which may be replaced meanwhile. */
  void await(String expression) {
    Awaitility.await(expression)
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .until(() -> holds(expression));
  }

  private boolean holds(String expression) {
    JsonNode result = command("Runtime.evaluate", "expression", "!!(" + expression + ")");
    return result.path("result").path("value").asBoolean();
  }

  /** Chooses files in an input of the page, as its user does. */
  void choose(String selector, Path... files) {
    int document = command("DOM.getDocument").path("root").path("nodeId").asInt();
    int input =
        command("DOM.querySelector", "nodeId", document, "selector", selector)
            .path("nodeId")
            .asInt();
    List<String> names = Arrays.stream(files).map(Path::toString).toList();
    command("DOM.setFileInputFiles", "nodeId", input, "files", names);
  }

  /** Drops files on the middle of the page. */
  void drop(Path... files) {
    List<String> names = Arrays.stream(files).map(Path::toString).toList();
    Map<String, Object> data = Map.of("items", List.of(), "files", names, "dragOperationsMask", 1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      command("Input.dispatchDragEvent", "type", type, "x", 300, "y", 200, "data", data);
    }
  }

  /** Presses a key, such as {@code Tab} or {@code Enter}. */
  void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      boolean enters = key.equals("Enter") && type.equals("keyDown");
      command(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          key.equals("Enter") ? 13 : 9,
          "text",
          enters ? "\r" : "");
    }
  }

  /** Whether scripts of pages run; from the next page on. */
  void scripts(boolean run) {
    command("Emulation.setScriptExecutionDisabled", "value", !run);
  }

  /** What the page looks like in one of the color schemes, {@code light} or {@code dark}. */
  byte[] picture(String scheme, int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
    command(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", scheme)));
    return Base64.getDecoder()
        .decode(command("Page.captureScreenshot", "format", "png").path("data").asText());
  }

  @Override
  public void close() {
    socket.abort();
    program.stop();
  }
}
