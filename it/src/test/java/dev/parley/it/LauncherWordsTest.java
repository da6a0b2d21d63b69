// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./parley} says where it cannot build. */
class LauncherWordsTest {
  @TempDir private Path folder = Path.of("");

  private Path checkout = Path.of("");

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectory(folder.resolve("a checkout"));
    Files.copy(Path.of("..", "parley"), checkout.resolve("parley"));
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamedWithTheWayOut() throws Exception {
    assertThat(said("PARLEY_BUILD=/dev/null/parley"))
        .containsExactly(
            "parley: cannot write to /dev/null/parley, where the program is built (Not a directory)",
            "  Name another folder: PARLEY_BUILD=/path/to/folder ./parley");
  }

  @Test
  void aFirstBuildWithoutTheNetworkIsTwoLines() throws Exception {
    maven(
        """
        [ERROR] Plugin x:1 or one of its dependencies could not be resolved:
        [ERROR] Could not transfer artifact x:pom:1 from/to central (https://repo.example/): Unknown host repo.example: Name or service not known -> [Help 1]
        [ERROR] [Help 1] http://cwiki.example
        """);
    assertThat(said("PATH=" + folder + ":" + System.getenv("PATH")))
        .containsExactly(
            "parley: building, the first time takes a minute or two ...",
            "parley: Maven could not download what the build needs (Unknown host repo.example)",
            "  The first build needs the network, or a mirror in ~/.m2/settings.xml. All of the output is in "
                + checkout.toRealPath()
                + "/.parley-build/build.log");
  }

  @Test
  void anyOtherFailureIsTheErrorsAlone() throws Exception {
    maven("[WARNING] deprecated\n[ERROR] COMPILATION ERROR :\n[ERROR] A.java:[1,2] x\nat y\n");
    assertThat(said("PATH=" + folder + ":" + System.getenv("PATH")))
        .containsExactly(
            "parley: building, the first time takes a minute or two ...",
            "[ERROR] COMPILATION ERROR :",
            "[ERROR] A.java:[1,2] x",
            "parley: the build failed; all of its output is in "
                + checkout.toRealPath()
                + "/.parley-build/build.log");
  }

  /** A Maven that says this and fails. */
  private void maven(String output) throws IOException {
    Files.writeString(folder.resolve("said"), output);
    Path maven = folder.resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\ncat '" + folder.resolve("said") + "'\nexit 1\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> said(String variable) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Installed.require("env"), "-u", "PARLEY_BUILD", variable));
    command.addAll(List.of("sh", checkout.resolve("parley").toString(), "--version"));
    try (Program program = Program.start(folder, command)) {
      assertThat(program.exitCode(Program.PATIENCE)).isEqualTo(1);
      return program.err().lines().toList();
    }
  }
}
