// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The code of {@code docs/guide/client.md}, which {@link GuideTest} runs and compares. */
final class GuideExamples {
  private GuideExamples() {}

  static String upload(URI server, Path film) throws IOException, InterruptedException {
    // region: upload
    try (ParleyClient client = ParleyClient.create()) {
      Request request =
          Request.put(server.resolve("/film.mkv"), RequestContent.of(film))
              .withField("Content-Type", "video/x-matroska");
      Response<String> response = client.send(request, BodyHandlers.ofString());

      Outcome.Attempt last = response.outcome().last();
      return "%d, asked: %s, decided by: %s, %d bytes spared"
          .formatted(
              response.status(), last.asked(), last.decision(), response.outcome().contentSpared());
    }
    // end
  }

  static CompletableFuture<Integer> later(ParleyClient client, URI server, InputStream stream) {
    // region: later
    Request request =
        Request.post(server.resolve("/inbox/"), RequestContent.of(stream))
            .withAsk(AskPolicy.ALWAYS);
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenApply(Response::status)
        .exceptionally(failed -> -1);
    // end
  }

  static ClientPolicy policy(URI server) {
    // region: policy
    return ClientPolicy.DEFAULTS
        .withAsk(AskPolicy.above(new ByteSize(10 << 20)))
        .withConnect(Duration.ofSeconds(3))
        .withTotal(Duration.ofMinutes(30))
        .withCredentials(CredentialsPolicy.only(server, new Credentials("me", "secret")))
        .withRedirects(0);
    // end
  }

  static OriginMemories remembered(Path file) throws IOException {
    // region: memory
    OriginMemories memories = new OriginMemories();
    if (Files.exists(file)) {
      memories.restore(Files.readAllLines(file).stream().map(OriginNote::parse).toList());
    }
    return memories;
    // end
  }

  static void remember(OriginMemories memories, Path file) throws IOException {
    // region: export
    List<String> lines = memories.export().stream().map(OriginNote::line).toList();
    Files.write(file, lines);
    // end
  }

  // region: listener
  /** Shows how far an upload is. */
  record Progress(StringBuilder out) implements ExchangeListener {
    @Override
    public void waitEnded(Outcome.Decision decision) {
      out.append("decided: ").append(decision).append('\n');
    }

    @Override
    public void contentStarted(OptionalLong length) {
      out.append("sending\n");
    }

    @Override
    public void contentEnded(long bytes, boolean whole) {
      out.append(whole ? "sent " : "stopped after ").append(bytes).append('\n');
    }
  }
  // end
}
