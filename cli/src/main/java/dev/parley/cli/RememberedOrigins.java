// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.OriginMemories;
import dev.parley.client.OriginNote;
import dev.parley.core.OriginMemory.Manner;
import dev.parley.core.PathEstimate;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one run learned of servers, for the next one: a file of {@link OriginNote#line}s. It is a
 * cache: what cannot be read is not known, and what cannot be written is not remembered.
 */
final class RememberedOrigins {
  private static final System.Logger LOG = System.getLogger(RememberedOrigins.class.getName());

  /** Anything longer was not written here. */
  private static final long LONGEST = 1L << 20;

  private final Optional<Path> file;
  private Map<String, OriginNote> loaded = Map.of();

  private RememberedOrigins(Optional<Path> file) {
    this.file = file;
  }

  /** None: neither reads nor writes. */
  static RememberedOrigins none() {
    return new RememberedOrigins(Optional.empty());
  }

  /** Those of whoever has this environment, where the XDG directories put a cache. */
  static RememberedOrigins of(Map<String, String> environment) {
    Optional<Path> cache =
        absolute(environment.get("XDG_CACHE_HOME"))
            .or(() -> absolute(environment.get("HOME")).map(home -> home.resolve(".cache")));
    return new RememberedOrigins(cache.map(folder -> folder.resolve("parley").resolve("origins")));
  }

  private static Optional<Path> absolute(@Nullable String folder) {
    return Optional.ofNullable(folder)
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }

  /** Tells these memories what is known. */
  void load(OriginMemories memories) {
    loaded = read();
    memories.restore(List.copyOf(loaded.values()));
  }

  /** Keeps what these memories have learned since they were told. */
  void save(OriginMemories memories) {
    List<OriginNote> learned =
        memories.export().stream().filter(note -> !saysNothing(note) && differs(note)).toList();
    if (file.isEmpty() || learned.isEmpty()) {
      return;
    }
    // Another run may have written meanwhile, of other servers.
    Map<String, OriginNote> all = read();
    for (OriginNote note : learned) {
      all.remove(note.origin());
      all.put(note.origin(), note);
    }
    List<String> lines = all.values().stream().map(OriginNote::line).toList();
    int surplus = Math.max(0, lines.size() - OriginMemories.DEFAULT_LIMIT);
    write(file.get(), lines.subList(surplus, lines.size()));
  }

  private static boolean saysNothing(OriginNote note) {
    return note.manner() == Manner.UNKNOWN
        && note.odds().answered() == 0
        && note.path().equals(PathEstimate.NONE);
  }

  private boolean differs(OriginNote note) {
    OriginNote before = loaded.get(note.origin());
    // Times of two clocks never agree to the nanosecond.
    return before == null || !since(note, Instant.EPOCH).equals(since(before, Instant.EPOCH));
  }

  private static OriginNote since(OriginNote note, Instant since) {
    return new OriginNote(
        note.origin(),
        note.manner(),
        note.misuses417(),
        since,
        note.estimate(),
        note.odds(),
        note.path(),
        note.silences(),
        note.doubt());
  }

  private Map<String, OriginNote> read() {
    Map<String, OriginNote> notes = new LinkedHashMap<>();
    if (file.isEmpty()) {
      return notes;
    }
    try {
      if (Files.size(file.get()) <= LONGEST) {
        Files.readAllLines(file.get(), StandardCharsets.UTF_8)
            .forEach(line -> parse(line).ifPresent(note -> notes.put(note.origin(), note)));
      }
    } catch (NoSuchFileException first) {
      // Nothing is known yet.
    } catch (MalformedInputException broken) {
      LOG.log(Level.DEBUG, "no text: {0}", file.get());
    } catch (IOException unreadable) {
      LOG.log(Level.DEBUG, "cannot be read: {0}", unreadable);
    }
    return notes;
  }

  private static Optional<OriginNote> parse(String line) {
    try {
      return Optional.of(OriginNote.parse(line));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  private static void write(Path to, List<String> lines) {
    try {
      Path folder = Files.createDirectories(to.toAbsolutePath().getParent());
      Path whole = Files.createTempFile(folder, "origins", ".new");
      try {
        Files.write(whole, lines);
        Files.move(whole, to, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException unwritable) {
      LOG.log(Level.DEBUG, "cannot be written: {0}", unwritable);
    }
  }
}
