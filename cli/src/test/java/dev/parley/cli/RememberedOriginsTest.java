// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.OriginMemories;
import dev.parley.client.OriginNote;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedOriginsTest {
  private static final String SILENT =
      "1 http://silent:80 silent false 2026-11-23T17:47:00Z 0 0 0 0.0 1.0 1000 0";
  private static final String OLD =
      "1 http://old:80 http_1_0 false 2026-11-23T17:47:00Z 0 0 0 0.0 1.0 1000 0";

  @TempDir private Path cache = Path.of("");

  @Test
  void whatOneRunLearnedTheNextOneKnows() throws IOException {
    save(SILENT);
    assertThat(known()).containsExactly("http://silent:80");
    assertThat(Files.readString(file()).lines())
        .singleElement()
        .asString()
        .startsWith("1 http://silent:80 silent false ");
  }

  @Test
  void twoRunsAtATimeLoseNothing() {
    RememberedOrigins first = remembered();
    OriginMemories firstMemories = new OriginMemories();
    first.load(firstMemories);
    save(OLD);
    firstMemories.restore(List.of(OriginNote.parse(SILENT)));
    first.save(firstMemories);
    assertThat(known()).containsExactly("http://old:80", "http://silent:80");
  }

  @Test
  void aBrokenLineIsNotKnownAndTheOthersAre() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "nonsense\n" + SILENT + "\n2 later\n\n");
    assertThat(known()).containsExactly("http://silent:80");
  }

  @Test
  void aFileThatIsNoTextOrFarTooLargeOrAFolderIsNotKnown() throws IOException {
    Files.createDirectories(file().getParent());
    Files.write(file(), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(known()).isEmpty();
    Files.writeString(file(), (SILENT + "\n").repeat(20_000));
    assertThat(known()).isEmpty();
    Files.delete(file());
    Files.createDirectory(file());
    assertThat(known()).isEmpty();
    save(SILENT);
    assertThat(file()).isEmptyDirectory();
  }

  @Test
  void nothingLearnedIsNothingWritten() {
    RememberedOrigins remembered = remembered();
    OriginMemories memories = new OriginMemories();
    remembered.load(memories);
    remembered.save(memories);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void noOtherFileStaysBehind() throws IOException {
    save(SILENT);
    save(OLD);
    try (var files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void theHomeFolderIsTakenWhereThereIsNoCache() {
    Map<String, String> home = Map.of("HOME", cache.toString(), "XDG_CACHE_HOME", "relative");
    OriginMemories memories = new OriginMemories();
    RememberedOrigins remembered = RememberedOrigins.of(home);
    remembered.load(memories);
    memories.restore(List.of(OriginNote.parse(SILENT)));
    remembered.save(memories);
    assertThat(cache.resolve(".cache/parley/origins")).exists();
  }

  @Test
  void withoutAFolderNothingIsRemembered() {
    RememberedOrigins nowhere = RememberedOrigins.of(Map.of());
    OriginMemories memories = new OriginMemories();
    memories.restore(List.of(OriginNote.parse(SILENT)));
    nowhere.save(memories);
    nowhere.load(memories);
    assertThat(memories.note(URI.create("http://silent/"))).isPresent();
  }

  private Path file() {
    return cache.resolve("parley/origins");
  }

  private RememberedOrigins remembered() {
    return RememberedOrigins.of(Map.of("XDG_CACHE_HOME", cache.toString()));
  }

  private void save(String line) {
    OriginMemories memories = new OriginMemories();
    RememberedOrigins remembered = remembered();
    remembered.load(memories);
    memories.restore(List.of(OriginNote.parse(line)));
    remembered.save(memories);
  }

  private List<String> known() {
    OriginMemories memories = new OriginMemories();
    remembered().load(memories);
    return memories.export().stream().map(OriginNote::origin).toList();
  }
}
