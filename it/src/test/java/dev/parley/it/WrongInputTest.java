// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is said in one line, and nothing has begun. */
class WrongInputTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir private Path folder = Path.of("");
  private Path work = folder;

  @BeforeEach
  void makeFolder() throws IOException {
    work = Files.createDirectory(folder.resolve("work"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--frobnicate           | --frobnicate: unknown option",
        "surplus                | 'surplus'",
        "--max-size=12XB        | --max-size: 12XB (expected: a size such as",
        "--max-size=-1          | --max-size: -1 (expected: a size such as",
        "--listen=nowhere       | --listen: nowhere (expected: HOST:PORT",
        "--listen=127.0.0.1:99999 | --listen: 127.0.0.1:99999 (expected: HOST:PORT",
        "--origin=files.example | --origin: files.example (expected: http://HOST",
        "--origin=https://h     | --origin: https://h (expected: http://HOST",
        "--log-level=loud       | --log-level: loud (expected: error, warn",
        "--config=absent.yaml   | --config: absent.yaml (expected: a file that can be read",
      })
  void aWrongOptionIsNamedWithItsValueAndWhatWasExpected(String option, String said)
      throws Exception {
    fails(USAGE, said, "serve", option);
    assertThat(work).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen: [ {adress: '127.0.0.1:0'} ]        | listen[0].adress: unknown key (expected: address?)",
        "listen: [ {address: '127.0.0.1:0'} ]       | routes: missing (expected: a value)",
        "listen: [ {address: nowhere} ]             | listen[0].address: nowhere (expected: HOST:PORT",
        "listen: [                                  | wrong.yaml:1: ",
        "just words                                 | the file: just words (expected: keys and values)",
        "{listen: [], listen: []}                   | wrong.yaml:1: ",
      })
  void aWrongConfigurationIsNamedWithItsPlace(String text, String said) throws Exception {
    Files.writeString(folder.resolve("wrong.yaml"), text);
    fails(USAGE, said, "serve", "--config", "../wrong.yaml");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void aConfigurationThatIsNoTextIsNamed() throws Exception {
    Files.write(folder.resolve("wrong.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    fails(USAGE, "--config: ../wrong.yaml (expected: ", "serve", "--config", "../wrong.yaml");
  }

  @Test
  void aPortInUseIsNamedAndNoFolderIsMade() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      fails(FAILED, "--listen: " + address + " (expected: a free", "serve", "--listen", address);
      assertThat(work).isEmptyDirectory();
    }
  }

  @Test
  void aStoreThatCannotBeAFolderIsNamed() throws Exception {
    Files.writeString(work.resolve("plain"), "");
    failsToStore("plain", "--store: plain (expected: a folder");
    failsToStore("plain/below", "--store: plain/below (expected: a folder");
    assertThat(work.resolve("plain")).isEmptyFile();
  }

  @Test
  void aFolderThatAnotherGatewayServesIsNamedAndTheOtherGoesOn() throws Exception {
    Sample sample = Sample.make(folder.resolve("a.bin"), 1 << 20);
    try (Parley first = Parley.serve(work, "--store", "shared")) {
      failsToStore("shared", "shared (expected: a folder no other gateway is using)");
      assertThat(Curl.put(sample.file(), first.url("a.bin")).statuses()).containsExactly(100, 201);
    }
  }

  @Test
  void anUploadThatDoesNotFitOnTheDiskIsRefusedAndLeavesNothing() throws Exception {
    Path disk = work.resolve("disk");
    try (Tmpfs small = Tmpfs.mount(disk, "80m");
        Parley parley = Parley.serve(work, "--store", "disk")) {
      Sample sample = Sample.make(folder.resolve("a.bin"), 32 << 20);
      assertThat(Curl.put(sample.file(), parley.url("a.bin")).statuses()).containsExactly(507);
      assertThat(Curl.putChunked(sample.file(), parley.url("a.bin")).statuses())
          .containsExactly(100, 507);
      new StoredFiles(small.folder()).holdNothing();
      assertThat(parley.program().err()).isEmpty();
    }
  }

  @Test
  void aDiskWithoutASingleByteLeftIsNamed() throws Exception {
    try (Tmpfs full = Tmpfs.mount(work.resolve("disk"), "1m")) {
      Sample.make(full.folder().resolve("everything"), 1 << 20);
      failsToStore("disk", "disk (expected: ");
    }
  }

  private void failsToStore(String store, String said) throws Exception {
    fails(FAILED, said, "serve", "--listen", "127.0.0.1:0", "--store", store);
  }

  private void fails(int exitCode, String said, String... arguments) throws Exception {
    try (Program parley = Parley.run(work, arguments)) {
      assertThat(parley.exitCode(Program.PATIENCE)).as(parley.err()).isEqualTo(exitCode);
      assertThat(parley.err().lines()).singleElement().asString().contains(said);
      assertThat(parley.out()).isEmpty();
    }
  }

  /** A disk of its own size, in memory. */
  private record Tmpfs(Path folder) implements AutoCloseable {
    static Tmpfs mount(Path folder, String size) throws IOException {
      Files.createDirectory(folder);
      if (run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString()) != 0) {
        throw Installed.skip("mounting a small disk is not permitted");
      }
      return new Tmpfs(folder);
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount", folder.toString())).isZero();
    }

    private static int run(String... command) throws IOException {
      Installed.require(command[0]);
      return new ProcessBuilder(Stream.of(command).toList())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    }
  }
}
