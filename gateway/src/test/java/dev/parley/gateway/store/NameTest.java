// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameTest {

  @TempDir Path parent;
  private Path folder;
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    folder = parent.resolve("store");
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0).withDurable(false));
    visitor = new Visitor(store);
    Files.writeString(parent.resolve("secret"), "secret");
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../secret",
        "/a/../../secret",
        "/a/../b",
        "/./a",
        "/.",
        "/%2e%2e/secret",
        "/%2E%2e/secret",
        "/.%2e/secret",
        "/%2e/a",
        "/..%2fsecret",
        "/%2e%2e%2fsecret",
        "/a%2fb",
        "/a%2Fb",
        "/..\\secret",
        "/..%5csecret",
        "/a%5Cb",
        "/%5c%5chost%5cshare",
        "//secret",
        "//a/b",
        "/a//b",
        "/a//",
        "//",
        "/a%00",
        "/a%00.txt",
        "/%0a",
        "/a%0d%0aX:%20y",
        "/a%1b[31m",
        "/a%7f",
        "/a%c2%85",
        "/%",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%+1",
        "/a%4g",
        "/a%g4",
        "/%4\uff11",
        "/%c0%ae%c0%ae/secret",
        "/%c0%af",
        "/%e0%80%ae",
        "/%ed%a0%80",
        "/%ff",
        "/%fe%ff",
        "/%80",
        "/%c3",
        "/%f4%90%80%80",
        "/\u00e9",
        "/a b",
        "/a\tb",
        "/a#b",
        "a",
        "",
        "*",
        "?",
        "http://host/a",
        "file:///etc/passwd",
        "..",
        "~"
      })
  void whatIsNoNameIsAnswered400(String target) {
    for (String method : new String[] {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}) {
      if (target.equals("*") && method.equals("OPTIONS")) {
        continue;
      }
      assertThat(visitor.ask(method, target).status()).as(method).isEqualTo(400);
    }
  }

  @Test
  void theRuleThatANameBreaksIsNamed() {
    Map<String, String> rules =
        Map.ofEntries(
            Map.entry("/a//b", "a segment of the path is empty"),
            Map.entry("//", "a segment of the path is empty"),
            Map.entry("/%2e%2e/b", "a segment of the path is a dot or two"),
            Map.entry("/a%2Fb", "a name holds no slash, even if it is percent-encoded"),
            Map.entry("/a%5Cb", "a name holds no backslash"),
            Map.entry("/a\\b", "a name holds no backslash"),
            Map.entry("/a%0Ab", "a name holds no control characters"),
            Map.entry("/a%C2%85", "a name holds no control characters"),
            Map.entry("/" + "n".repeat(256), "a name has at most 255 bytes"),
            Map.entry("/d/" + "%C3%BC".repeat(128), "a name has at most 255 bytes"),
            Map.entry("/a".repeat(65), "a path has at most 64 segments"),
            Map.entry(("/" + "n".repeat(255)).repeat(9), "a path has at most 2048 bytes"),
            Map.entry("/" + "n".repeat(10_000), "a path has at most 2048 bytes"),
            Map.entry("/a%4", "a % in the path is not followed by two hexadecimal digits"),
            Map.entry("/%ff", "the path is not UTF-8"),
            Map.entry("/\u00e9", "characters beyond ASCII must be percent-encoded in the path"),
            Map.entry(
                "/a b", "spaces, control characters and # must be percent-encoded in the path"),
            Map.entry("a", "the request target is not a path"));
    rules.forEach(
        (target, rule) ->
            assertThat(visitor.get(target).text())
                .as(target)
                .contains("\"status\":400,\"detail\":\"" + rule + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.parley",
        "/.parley/",
        "/.parley/lock",
        "/.parley/incoming/x",
        "/%2eparley/lock",
        "/.PARLEY/lock",
        "/%2E%70arley/digests/aa",
        "/sub/.parley",
        "/sub/.parley/lock",
        "/sub/.Parley/incoming/x",
        "/sub/deeper/%2eparley/"
      })
  void theStoresOwnFilesAreNotThere(String target) {
    for (String method : new String[] {"GET", "HEAD", "PUT", "POST", "DELETE"}) {
      assertThat(visitor.ask(method, target).status()).as(method).isEqualTo(404);
    }
    assertThat(folder.resolve(".parley/lock")).exists();
  }

  @Test
  void theFilesOfAStoreFurtherDownAreNotThere() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("sub/.parley/incoming"));
    Files.writeString(inner.resolve("x.part"), "half");
    Files.writeString(folder.resolve("sub/seen"), "abc");
    for (String method : new String[] {"GET", "HEAD", "PUT", "POST", "DELETE"}) {
      assertThat(visitor.ask(method, "/sub/.parley/incoming/x.part").status())
          .as(method)
          .isEqualTo(404);
    }
    for (String accept : new String[] {"application/json", "text/html"}) {
      assertThat(visitor.get("/sub/", "Accept", accept).text())
          .contains("seen")
          .doesNotContain(".parley");
    }
    assertThat(inner.resolve("x.part")).hasContent("half");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a",
        "/a%20b",
        "/...",
        "/..a",
        "/a..",
        "/.hidden",
        "/%252e%252e",
        "/-rf",
        "/%2a",
        "/a+b",
        "/a;b=c",
        "/a:b",
        "/con",
        "/$HOME",
        "/%22%3cimg%3e",
        "/[x]|^",
        "/sub/.parley.txt",
        "/a%25"
      })
  void anyOtherNameIsOneFile(String target) {
    assertThat(visitor.put(target, target).status()).isEqualTo(201);
    assertThat(visitor.get(target).text()).isEqualTo(target);
    assertThat(visitor.ask("DELETE", target).status()).isEqualTo(204);
  }

  @Test
  void namesOutsideAsciiAreDecodedOnce() {
    Assumptions.assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are UTF-8");
    assertThat(visitor.put("/%C3%BC/%e4%b8%ad%F0%9F%98%80", "abc").status()).isEqualTo(201);
    assertThat(folder.resolve("\u00fc/\u4e2d\ud83d\ude00")).hasContent("abc");
    assertThat(visitor.get("/%c3%bc/%E4%B8%AD%f0%9f%98%80").text()).isEqualTo("abc");
    assertThat(visitor.get("/", "Accept", "text/html").text())
        .contains("%C3%BC/")
        .contains("\u00fc/");
  }

  @Test
  void anEscapeAndItsCharacterAreOneName() {
    assertThat(visitor.put("/%41%7e%5A", "abc").status()).isEqualTo(201);
    assertThat(folder.resolve("A~Z")).hasContent("abc");
    assertThat(visitor.get("/A~Z").text()).isEqualTo("abc");
    assertThat(visitor.get("/", "Accept", "text/html").text()).contains("href=\"./A~Z\"");
  }

  @Test
  void theQueryIsNoPartOfTheName() {
    assertThat(visitor.put("/a?b=c/../d%zz", "abc").status()).isEqualTo(201);
    assertThat(visitor.get("/a?other").text()).isEqualTo("abc");
    assertThat(visitor.get("/?x").status()).isEqualTo(200);
  }

  @Test
  void aSegmentHasRoomFor255BytesAndNoMore() {
    assertThat(visitor.put("/" + "n".repeat(255), "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/" + "n".repeat(256), "abc").status()).isEqualTo(400);
    assertThat(visitor.get("/" + "%C3%BC".repeat(128)).status()).isEqualTo(400);
  }

  @Test
  void aPathWithoutEndIsAnswered400() {
    assertThat(visitor.get("/a".repeat(100_000)).status()).isEqualTo(400);
    assertThat(visitor.get("/a".repeat(65)).status()).isEqualTo(400);
    assertThat(visitor.get(("/" + "n".repeat(255)).repeat(8)).status()).isEqualTo(404);
    assertThat(visitor.get(("/" + "n".repeat(255)).repeat(8) + "/n").status()).isEqualTo(400);
    assertThat(visitor.put("/a".repeat(64), "abc").status()).isEqualTo(201);
  }

  @Test
  void linksAreNotFollowedWhereverTheyLead() throws IOException {
    Files.writeString(folder.resolve("inside"), "inside");
    Files.createSymbolicLink(folder.resolve("out"), parent);
    Files.createSymbolicLink(folder.resolve("file"), parent.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("near"), folder.resolve("inside"));
    Files.createSymbolicLink(folder.resolve("dangling"), parent.resolve("new"));
    for (String target :
        new String[] {"/out", "/out/secret", "/out/x/y", "/file", "/near", "/dangling"}) {
      assertThat(visitor.get(target).status()).as(target).isEqualTo(404);
      assertThat(visitor.put(target, "abc").status()).as(target).isEqualTo(404);
      assertThat(visitor.ask("DELETE", target).status()).as(target).isEqualTo(404);
    }
    assertThat(visitor.get("/out/").status()).isEqualTo(404);
    assertThat(visitor.post("/out/", "abc").status()).isEqualTo(404);
    assertThat(visitor.get("/", "Accept", "application/json").text())
        .contains("\"inside\"")
        .doesNotContain("out", "\"file\"}", "near", "dangling");
    assertThat(parent.resolve("secret")).hasContent("secret");
    assertThat(parent.resolve("new")).doesNotExist();
  }

  @Test
  void aLinkThatAppearsDuringAnUploadIsNotFollowed() throws IOException {
    Upload upload = visitor.begin(Visitor.upload("PUT", "/out/secret", 0));
    Files.createSymbolicLink(folder.resolve("out"), parent);
    assertThat(upload.commit().status()).isEqualTo(404);
    assertThat(parent.resolve("secret")).hasContent("secret");
  }

  @Test
  void specialFilesAreNotThere() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    boolean made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      made = false;
    }
    Assumptions.assumeTrue(made, "mkfifo");
    assertThat(visitor.get("/pipe").status()).isEqualTo(404);
    assertThat(visitor.put("/pipe", "abc").status()).isEqualTo(404);
  }

  @Test
  void aFileThatCannotBeReadIsTheStoresProblem() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "abc");
    Files.setPosixFilePermissions(file, Set.<PosixFilePermission>of());
    Assumptions.assumeFalse(Files.isReadable(file), "running without the right to read everything");
    assertThat(visitor.get("/a").status()).isEqualTo(500);
  }
}
