// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path folder;
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    Store.Platform platform =
        new Store.Platform(
            UsableSpace.OF_FILE_SYSTEM, Clock.fixed(NOW, ZoneOffset.UTC), Arrival.Opening.NEW_FILE);
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0), platform);
    visitor = new Visitor(store);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aFileComesWithEverythingThatDescribesIt() {
    assertThat(visitor.put("/a.txt", "abc").field("Last-Modified"))
        .isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    Visitor.Reply reply = visitor.get("/a.txt");
    assertThat(reply.text()).isEqualTo("abc");
    assertThat(reply.response().fields())
        .containsExactlyInAnyOrder(
            new Field(
                "ETag", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
            new Field("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT"),
            new Field("Cache-Control", "no-cache"),
            new Field("Repr-Digest", "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:"),
            new Field("Accept-Ranges", "bytes"),
            new Field("Content-Type", "text/plain; charset=utf-8"),
            new Field("X-Content-Type-Options", "nosniff"),
            new Field("Content-Security-Policy", "sandbox"),
            new Field("Content-Length", "3"));
  }

  @Test
  void headAnswersAsGetWithoutContent() {
    assertThat(visitor.put("/a/b.txt", "abc").status()).isEqualTo(201);
    for (String target : new String[] {"/a/b.txt", "/", "/a/", "/a", "/none", "/.."}) {
      Visitor.Reply get = visitor.get(target);
      Visitor.Reply head = visitor.ask("HEAD", target);
      assertThat(head.status()).as(target).isEqualTo(get.status());
      assertThat(head.response().fields()).as(target).isEqualTo(get.response().fields());
      assertThat(head.response().content()).isInstanceOf(StoreContent.None.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.html, text/html; charset=utf-8",
    "a.SVG, image/svg+xml",
    "a.tar.gz, application/gzip",
    "a.pdf, application/pdf",
    "a.unknown, application/octet-stream",
    "html, application/octet-stream",
    "a., application/octet-stream",
  })
  void theTypeIsGuessedAndTheContentMadeHarmless(String name, String type) {
    assertThat(visitor.put("/" + name, "<script>").status()).isEqualTo(201);
    Visitor.Reply reply = visitor.get("/" + name);
    assertThat(reply.field("Content-Type")).isEqualTo(type);
    assertThat(reply.field("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.field("Content-Security-Policy")).isEqualTo("sandbox");
  }

  @Test
  void aDateInTheFutureIsNotShown() throws IOException {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    Files.setLastModifiedTime(
        folder.resolve("a"), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    assertThat(visitor.get("/a").field("Last-Modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    Files.setLastModifiedTime(
        folder.resolve("a"), FileTime.from(Instant.parse("1901-01-01T00:00:00Z")));
    assertThat(visitor.get("/a").field("Last-Modified")).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
  }

  @Test
  void aFolderWithoutItsSlashLeadsToTheFolder() {
    assertThat(visitor.put("/a%20b/c", "abc").status()).isEqualTo(201);
    Visitor.Reply reply = visitor.get("/a%20b?x");
    assertThat(reply.status()).isEqualTo(301);
    assertThat(reply.field("Location")).isEqualTo("/a%20b/");
  }

  @Test
  void anEmptyStoreSaysSo() {
    Visitor.Reply reply = visitor.get("/", "Accept", "text/html");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(reply.text()).contains("Nothing is stored here yet.");
    assertThat(visitor.get("/none/").status()).isEqualTo(404);
  }

  @Test
  void theListingIsJsonForProgramsWhetherTheyAskForItOrNot() {
    assertThat(visitor.put("/b/c.txt", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/a%22%5E.txt", "abc").status()).isEqualTo(201);
    Visitor.Reply reply = visitor.get("/", "Accept", "application/json");
    assertThat(visitor.get("/").text()).isEqualTo(reply.text());
    assertThat(reply.field("Content-Type")).isEqualTo("application/json");
    assertThat(reply.field("Vary")).isEqualTo("Accept");
    assertThat(reply.text())
        .startsWith(
            "{\"folder\":\"/\",\"truncated\":false,\"entries\":[\n"
                + "{\"name\":\"b\",\"href\":\"/b/\",\"kind\":\"folder\",\"modified\":\"")
        .contains(
            "\"},\n{\"name\":\"a\\\"^.txt\",\"href\":\"/a%22%5E.txt\",\"kind\":\"file\",\"size\":3,"
                + "\"modified\":\"2026-01-02T03:04:05.678Z\",\"sha256\":\"ba7816bf")
        .doesNotContain(".parley");
    assertThat(visitor.get("/b/", "Accept", "application/json").text())
        .contains("\"folder\":\"/b/\"", "\"href\":\"/b/c.txt\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json                       | true
          application/json, */*                  | true
          application/json, */*;q=0.9            | true
          */*                                    | true
          text/html, */*;q=0.8                   | false
          text/*                                 | false
          text/html,application/xml;q=0.9,*/*;q=0.8 | false
          text/html;q=0.5, application/json;q=0.6 | true
          application/*, text/*;q=0.1            | true
          application/json;q=0, */*              | false
          image/png                              | true
          nonsense;;q=x,,                        | true
          """)
  void theListingFollowsAccept(String accept, boolean json) {
    assertThat(Accept.prefersPage(List.of(accept))).isEqualTo(!json);
  }

  @Test
  void thePageEscapesEveryName() {
    String name = "%3Cimg%20src=x%20onerror=%22alert(1)%22%3E%26'.html";
    assertThat(visitor.put("/%3Cb%3E/" + name, "abc").status()).isEqualTo(201);
    Visitor.Reply reply = visitor.get("/%3Cb%3E/", "Accept", "text/html");
    assertThat(reply.text())
        .contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;.html")
        .contains("href=\"./%3Cimg%20src%3Dx%20onerror%3D%22alert%281%29%22%3E%26%27.html\"")
        .contains("<title>/&lt;b&gt;</title>", "3 B", "2026-01-02 03:04:05", ">ba7816bf8f01<")
        .doesNotContain("<img", "<b>");
  }

  @Test
  void thePageLinksEveryFolderOnTheWayAndSumsUpWhatItShows() {
    assertThat(visitor.put("/a%20b/c/one.txt", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/a%20b/c/two.txt", "de").status()).isEqualTo(201);
    assertThat(visitor.put("/a%20b/c/d/deep.txt", "x").status()).isEqualTo(201);
    assertThat(visitor.get("/a%20b/c/", "Accept", "text/html").text())
        .contains("<h1><a href=\"../../\"><bdi>Files</bdi></a><i>/</i>")
        .contains("<a href=\"../\"><bdi>a b</bdi></a><i>/</i><bdi>c</bdi></h1>")
        .contains("<span id=\"sum\">1 folder, 2 files, 5 B</span>");
  }

  @Test
  void theStyleAndTheScriptOfThePageAreTheOnlyThingsItsPolicyAllows() {
    Visitor.Reply reply = visitor.get("/", "Accept", "text/html");
    assertThat(reply.field("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "connect-src 'self'; style-src "
                + source(reply.text(), "style")
                + "; script-src "
                + source(reply.text(), "script"));
    assertThat(reply.text()).doesNotContain(" style=", " onclick", "http://", "https://");
  }

  private static String source(String page, String element) {
    Matcher found = Pattern.compile("(?s)<" + element + ">(.*)</" + element + ">").matcher(page);
    assertThat(found.find()).isTrue();
    byte[] hash = Hash.SHA_256.start().digest(found.group(1).getBytes(UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
  }

  @Test
  void aBrowserGetsARefusalAsAPageThatLoadsAndRunsNothing() {
    Visitor.Reply page = visitor.get("/none", "Accept", "text/html,*/*;q=0.8");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).contains("<title>404 Not Found</title>", "nothing is stored under");
    assertThat(page.text()).doesNotContain("<script", " style=", "http://", "https://");
    assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.field("Vary")).isEqualTo("Accept");
    assertThat(page.field("Content-Security-Policy"))
        .startsWith("default-src 'none'; ")
        .endsWith("style-src " + source(page.text(), "style"));
    for (String accept : new String[] {"*/*", "application/problem+json, text/html;q=0.5"}) {
      assertThat(visitor.get("/none", "Accept", accept).field("Content-Type"))
          .isEqualTo("application/problem+json");
    }
  }

  @Test
  void namesAreListedInTheirNaturalOrder() {
    for (String name : List.of("file10", "File3", "file2", "b", "A", "a2", "file02")) {
      assertThat(visitor.put("/n/" + name, "x").status()).isEqualTo(201);
    }
    assertThat(visitor.put("/n/z/deep", "x").status()).isEqualTo(201);
    assertThat(
            Pattern.compile("\"name\":\"(\\w+)\"")
                .matcher(visitor.get("/n/").text())
                .results()
                .map(found -> found.group(1)))
        .containsExactly("z", "A", "a2", "b", "file02", "file2", "File3", "file10");
  }

  @Test
  void aNameThatLooksLikeASchemeStaysAName() {
    assertThat(visitor.put("/javascript:alert(1)", "abc").status()).isEqualTo(201);
    assertThat(visitor.get("/", "Accept", "text/html").text())
        .contains("href=\"./javascript%3Aalert%281%29\"");
  }

  @Test
  void aStoreWithoutListingKeepsItsNamesToItself(@TempDir Path other) throws IOException {
    StorePolicy policy = StorePolicy.in(other).withFreeReserve(0).withListing(false);
    try (Store quiet = Store.open(policy)) {
      Visitor guest = new Visitor(quiet);
      String location = guest.post("/box/", "abc").field("Location");
      assertThat(guest.get("/").status()).isEqualTo(404);
      assertThat(guest.get("/box").status()).isEqualTo(404);
      assertThat(guest.get(location).text()).isEqualTo("abc");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1073741824, 1.0 GiB",
    "9223372036854775807, 8.0 EiB"
  })
  void sizesAreReadable(long bytes, String text) {
    assertThat(ListingPage.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Sun, 06 Nov 1994 08:49:37 GMT     | 1994-11-06T08:49:37Z
          Sunday, 06-Nov-94 08:49:37 GMT    | 1994-11-06T08:49:37Z
          Sun Nov  6 08:49:37 1994          | 1994-11-06T08:49:37Z
          Wednesday, 06-Nov-30 08:49:37 GMT | 2030-11-06T08:49:37Z
          """)
  void datesOfAllThreeFormsAreRead(String text, Instant time) {
    assertThat(HttpDate.read(text, NOW)).contains(time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mon, 06 Nov 1994 08:49:37 GMT
          Sun, 06 Nov 1994 08:49:37 +0000
          Sun, 6 Nov 1994 08:49:37 GMT
          Sun, 06 Nov 1994 25:49:37 GMT
          1994-11-06T08:49:37Z
          0
          """)
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.read(text, NOW)).isEmpty();
  }

  @Test
  void aNameOfReplacementCharactersIsListed() {
    assertThat(visitor.put("/a%EF%BF%BDb", "abc").status()).isEqualTo(201);
    assertThat(visitor.get("/").text()).contains("\"href\":\"/a%EF%BF%BDb\"");
  }

  /** A listing is held in memory until its client has read it. */
  @Test
  void aFolderOfLongNamesIsListedInPart() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(250)));
    for (int i = 0; i < 3_000; i++) {
      Files.createFile(deep.resolve("'".repeat(250) + i));
    }

    String there = "/" + "d".repeat(250) + "/";

    assertThat(visitor.get(there).text()).contains("\"truncated\":true").hasSizeLessThan(8 << 20);
    assertThat(visitor.get(there, "Accept", "text/html").text())
        .contains("The folder holds more than is shown.")
        .hasSizeLessThan(8 << 20);
  }
}
