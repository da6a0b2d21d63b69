// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a store, seen from outside. */
record StoredFiles(Path folder) {
  private static final long ANNOUNCED = 64L << 20;
  private static final long SENT = 1L << 20;

  /** What users see: every file that is not the store's own. */
  List<String> visible() throws IOException {
    return files(folder).filter(name -> !name.startsWith(".parley")).toList();
  }

  /** What a started upload occupies. */
  List<String> unfinished() throws IOException {
    Path incoming = folder.resolve(".parley/incoming");
    return Files.isDirectory(incoming) ? files(incoming).toList() : List.of();
  }

  private static Stream<String> files(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all
          .filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .toList()
          .stream();
    }
  }

  /** A client in the middle of its upload, some of which is on disk. */
  ScriptedClient upload(Parley parley) {
    ScriptedClient client = ScriptedClient.connect(parley.address());
    client.send(
        "PUT /half.bin HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
            + ANNOUNCED
            + "\r\n\r\n");
    client.readInterim(100);
    client.sendContent(SENT);
    await().atMost(Program.PATIENCE).until(() -> !unfinished().isEmpty());
    return client;
  }

  /** Nothing of an upload that did not end is anywhere. */
  void holdNothing() throws IOException {
    assertThat(visible()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }
}
