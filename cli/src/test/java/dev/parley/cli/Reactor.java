// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.junit.LocationProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the modules of this checkout are, and what each of them has compiled so far. */
final class Reactor {
  private Reactor() {}

  /** Every class on the class path here, and what each module has compiled, used here or not. */
  static final class ProductClasses implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      Set<Location> locations = compiled("classes", Set.of("it", "bench"));
      Locations.ofPackage("dev.parley").stream()
          .filter(location -> !location.contains("/test-classes/"))
          .forEach(locations::add);
      return locations;
    }
  }

  /** The compiled tests of every module, which no class path holds together. */
  static final class TestClasses implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      return compiled("test-classes", Set.of());
    }
  }

  /** Every Java file below a module's {@code src/test}. */
  static List<Path> testSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path module : modules()) {
      Path tests = module.resolve("src/test");
      if (Files.isDirectory(tests)) {
        try (Stream<Path> files = Files.walk(tests)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static Set<Location> compiled(String kind, Set<String> without) {
    return modules().stream()
        .filter(module -> !without.contains(module.getFileName().toString()))
        .map(module -> module.resolve("target").resolve(kind))
        .filter(Files::isDirectory)
        .map(Location::of)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The folders beside this module that hold a pom. */
  private static List<Path> modules() {
    try (Stream<Path> folders = Files.list(root())) {
      return folders.filter(folder -> Files.isRegularFile(folder.resolve("pom.xml"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Surefire starts in the module, an editor may start in the root. */
  private static Path root() {
    return Path.of(Files.isDirectory(Path.of(".mvn")) ? "" : "..").toAbsolutePath().normalize();
  }
}
