// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The TCP sockets of this process, as Linux lists them; none elsewhere. */
public final class OpenConnections {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private OpenConnections() {}

  /** How many sockets are connected, both ends of a connection within this process counted. */
  public static long count() {
    return count(false);
  }

  /** How many sockets there are, listening ones included. */
  static long countWithListening() {
    return count(true);
  }

  private static long count(boolean withListening) {
    return list(withListening).size();
  }

  /** Local address, remote address and state of each socket, in the hexadecimal of Linux. */
  static List<String> list() {
    return list(true);
  }

  private static List<String> list(boolean withListening) {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return List.of();
    }
    try {
      Set<String> own = ownInodes();
      return Stream.of("/proc/self/net/tcp", "/proc/self/net/tcp6")
          .map(Path::of)
          .filter(Files::exists)
          .flatMap(OpenConnections::rows)
          .filter(row -> own.contains(row[INODE]))
          .filter(row -> withListening || !row[STATE].equals(LISTENING))
          .map(row -> row[LOCAL] + " " + row[REMOTE] + " " + row[STATE])
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Set<String> ownInodes() throws IOException {
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors
          .map(OpenConnections::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static Stream<String[]> rows(Path table) {
    try {
      List<String> lines = Files.readAllLines(table);
      return lines.stream().skip(1).map(line -> line.strip().split("\\s+"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
