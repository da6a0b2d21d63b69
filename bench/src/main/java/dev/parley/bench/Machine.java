// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is installed on this machine, and what the machine is. */
final class Machine {
  private static final int LEAST_JAVA = 17;
  private static final double TICKS_PER_SECOND = 100;

  /** A Java that can run Parley. */
  record Java(int feature, String version, Path home) {}

  private Machine() {}

  /** The program of that name on the path, or where Debian keeps servers. */
  static Optional<Path> program(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of(path.split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Every Java found, newest first, one of each feature release. */
  static List<Java> javas() throws IOException {
    List<Java> found = new ArrayList<>();
    for (Path place :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"))) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> homes = Files.list(place)) {
          homes.forEach(home -> java(home).ifPresent(found::add));
        }
      }
    }
    java(Path.of(System.getProperty("java.home"))).ifPresent(found::add);
    found.sort(Comparator.comparing(Java::feature).reversed().thenComparing(Java::version));
    List<Java> one = new ArrayList<>();
    for (Java java : found) {
      if (one.stream().noneMatch(other -> other.feature() == java.feature())) {
        one.add(java);
      }
    }
    return one;
  }

  private static Optional<Java> java(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    try {
      for (String line : Files.readAllLines(release)) {
        if (line.startsWith("JAVA_VERSION=")) {
          String version = line.substring("JAVA_VERSION=".length()).replace("\"", "");
          int feature = Integer.parseInt(version.split("\\D", 2)[0]);
          return feature < LEAST_JAVA
              ? Optional.empty()
              : Optional.of(new Java(feature, version, home));
        }
      }
    } catch (IOException | NumberFormatException unusable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The first line that a command prints, to standard error only if to nothing else. */
  static String firstLine(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + errors.strip());
    }
    return (output.isBlank() ? errors : output).strip().lines().findFirst().orElse("");
  }

  /** What a process spent so far in user and system mode; its folder is one of {@code /proc}. */
  static double processorSeconds(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    // The name is in parentheses and may hold anything; state is the first field behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  static String kernel() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  static String processor() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
