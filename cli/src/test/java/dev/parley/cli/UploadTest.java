// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTest {
  @TempDir private Path folder = Path.of("");
  private String file = "";

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(folder.resolve("a b+ü%.bin"), "abc").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/up/, http://h/up/a%20b%2B%C3%BC%25.bin",
    "http://h, http://h/a%20b%2B%C3%BC%25.bin",
    "HTTPS://H:8443/?x=1, HTTPS://H:8443/a%20b%2B%C3%BC%25.bin?x=1",
    "http://[::1]:80/up/#part, http://[::1]:80/up/a%20b%2B%C3%BC%25.bin",
    "http://h/up/name, http://h/up/name",
    "http://h/größe, http://h/gr%C3%B6%C3%9Fe",
    "http://h/a b?k=a|b&t[]=1#c, http://h/a%20b?k=a%7Cb&t[]=1",
    "http://h/a[1]{2}^/100%, http://h/a%5B1%5D%7B2%7D%5E/100%",
    "http://stack_service:8080/, http://stack_service:8080/a%20b%2B%C3%BC%25.bin",
    "http://bücher.example/x, http://xn--bcher-kva.example/x"
  })
  void aUrlThatEndsInASlashGetsTheNameOfTheFile(String url, String uri) {
    Upload upload = Upload.all(List.of(file, url), InputStream.nullInputStream()).get(0);
    assertThat(upload.target()).hasToString(uri);
    assertThat(upload.length()).hasValue(3);
    assertThat(upload.content().replayable()).isTrue();
  }

  @Test
  void severalFilesKeepTheirNames() throws IOException {
    String other = Files.createFile(folder.resolve("c")).toString();
    assertThat(Upload.all(List.of(file, other, "http://h/"), InputStream.nullInputStream()))
        .extracting(upload -> upload.target().toString())
        .containsExactly("http://h/a%20b%2B%C3%BC%25.bin", "http://h/c");
  }

  @Test
  void standardInputIsReadOnceAndItsLengthIsUnknown() {
    Upload upload = Upload.all(List.of("-", "http://h/n"), InputStream.nullInputStream()).get(0);
    assertThat(upload.length()).isEmpty();
    assertThat(upload.content().replayable()).isFalse();
  }

  @Test
  void whatIsNoRegularFileIsReadOnceAndItsLengthIsUnknown() {
    Upload upload =
        Upload.all(List.of("/dev/null", "http://h/"), InputStream.nullInputStream()).get(0);
    assertThat(upload.target()).hasToString("http://h/null");
    assertThat(upload.length()).isEmpty();
    assertThat(upload.content().replayable()).isFalse();
  }

  @Test
  void aFileThatIsEmptyHasThatLength() throws IOException {
    String empty = Files.createFile(folder.resolve("empty")).toString();
    Upload upload = Upload.all(List.of(empty, "http://h/"), InputStream.nullInputStream()).get(0);
    assertThat(upload.length()).hasValue(0);
  }

  @Test
  void aFileThatSaysThatItIsEmptyAndIsNotIsReadEachTime() throws IOException {
    Path generated = Path.of("/proc/version");
    assumeTrue(Files.exists(generated) && Files.size(generated) == 0, "/proc");
    Upload upload =
        Upload.all(List.of(generated.toString(), "http://h/"), InputStream.nullInputStream())
            .get(0);
    assertThat(upload.length()).isEmpty();
    assertThat(upload.content().replayable()).isTrue();
  }

  @Test
  void twoFilesNeverTakeTheSameName() throws IOException {
    Path same = Files.createDirectory(folder.resolve("other")).resolve("a b+ü%.bin");
    Files.createFile(same);
    assertThatThrownBy(
            () ->
                Upload.all(
                    List.of(file, same.toString(), "http://h/"), InputStream.nullInputStream()))
        .hasMessage("FILE: " + same + " (expected: another name than that of " + file + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                  | FILE: not given (expected: FILE... URL)
          http://h/           | FILE: not given (expected: FILE... URL)
          FILE                | URL: not given (expected: FILE... URL)
          missing http://h/   | FILE: missing (expected: a file that exists)
          / http://h/         | FILE: / (expected: a file, not a folder)
          FILE h/x            | URL: h/x (expected: http://HOST/PATH or https://HOST/PATH, behind the files)
          FILE ftp://h/       | URL: ftp://h/ (expected: http://HOST/PATH or https://HOST/PATH, behind the files)
          FILE http:///x      | URL: http:///x (expected: http://HOST/PATH or https://HOST/PATH, behind the files)
          FILE http://h:0/    | URL: http://h:0/ (expected: a port from 1 to 65535)
          FILE http://h\\b/a   | URL: http://h\\b/a (expected: a host without '\\')
          FILE http://straße/ | URL: http://straße/ (expected: a host in ASCII, such as xn--...)
          http://h/ FILE      | URL: FILE (expected: http://HOST/PATH or https://HOST/PATH, behind the files)
          FILE http://me:secret@h/ | URL: http://...@h/ (expected: no name and no password in it; --user takes them)
          FILE FILE http://h/x | URL: http://h/x (expected: one that ends in /, for several files)
          - http://h/         | URL: http://h/ (expected: one that does not end in /: standard input has no name)
          - FILE http://h/    | FILE: - (expected: standard input alone: it has no name)
          """)
  void whatCannotBeUploadedIsSaidBeforeAnythingIsSent(String arguments, String message) {
    List<String> words =
        Stream.of(arguments.split(" ", -1))
            .filter(word -> !word.isEmpty())
            .map(word -> word.equals("FILE") ? file : word)
            .toList();
    assertThatThrownBy(() -> Upload.all(words, InputStream.nullInputStream()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("URL: FILE", "URL: " + file));
  }
}
