// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ScriptedClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./parley serve} in a fresh checkout: the first start builds, the others are quick. */
@EnabledIfSystemProperty(named = "it.full", matches = "true", disabledReason = "it builds Parley")
class LauncherTest {
  private static final Set<String> MADE = Set.of("target", ".git", ".parley-build");
  private static final Pattern LISTENING = Pattern.compile("Parley listens on .*:(\\d+)");
  private static final int STARTS = 5;

  @TempDir private Path folder = Path.of("");

  @Test
  void theSecondStartTakesItsFirstUploadSoon() throws Exception {
    Path checkout = folder.resolve("checkout");
    copy(Path.of("..").toRealPath(), checkout);
    measure(checkout, Path.of(System.getProperty("java.home")));
    String java25 = System.getProperty("jdk25.java", "");
    if (!java25.isEmpty()) {
      measure(checkout, Path.of(java25).resolve("../..").normalize());
    }
  }

  private void measure(Path checkout, Path java) throws Exception {
    Start first = start(checkout, java);
    List<Start> later = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      later.add(start(checkout, java));
    }
    later.sort(Comparator.comparing(Start::answered));
    Measured.note(
        "./parley serve on %s: at first %s; then %s; median %s"
            .formatted(java.getFileName(), first, later, later.get(STARTS / 2)));
    assertThat(later.get(STARTS / 2).answered()).isLessThan(first.answered());
  }

  /**
   * The times from the start of the script.
   *
   * @param ready to the line that says it listens
   * @param answered to the 201 of the first upload
   */
  private record Start(Duration ready, Duration answered) {
    @Override
    public String toString() {
      return "ready %d ms, 201 %d ms".formatted(ready.toMillis(), answered.toMillis());
    }
  }

  private Start start(Path checkout, Path java) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                checkout.resolve("parley").toString(), "serve", "--listen", "127.0.0.1:0")
            .directory(folder.toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    builder.environment().put("PARLEY_JAVA", java.toString());
    long before = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader out = process.inputReader()) {
      Matcher listening = LISTENING.matcher(String.valueOf(out.readLine()));
      assertThat(listening.find()).as(Files.readString(folder.resolve("err.txt"))).isTrue();
      Duration ready = Duration.ofNanos(System.nanoTime() - before);
      int port = Integer.parseInt(listening.group(1));
      try (ScriptedClient client = ScriptedClient.connect("127.0.0.1", port)) {
        client.send(
            "PUT /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        client.readInterim(100);
        client.send("x");
        client.readFinal(201);
      }
      return new Start(ready, Duration.ofNanos(System.nanoTime() - before));
    } finally {
      process.destroy();
      process.waitFor();
      Files.deleteIfExists(folder.resolve("parley-data/a"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (MADE.contains(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
