// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a folder, in Chromium. */
final class ListingPageTest {
  private static final String NAMES =
      "[...document.querySelectorAll('#list tbody tr')].map(r => r.cells[0].textContent).join(' ')";
  private static final String TOLD =
      "[...document.querySelectorAll('#uploads li')].map(r => r.children[0].textContent + ': '"
          + " + r.children[2].textContent).join('; ')";

  @TempDir private Path folder = Path.of("");

  private Path stored(String name, String content) throws IOException {
    return write(folder.resolve("parley-data").resolve(name), content);
  }

  private Path local(String name, String content) throws IOException {
    return write(folder.resolve("local").resolve(name), content);
  }

  private static Path write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void awaitContent(String name, String content) {
    Path file = folder.resolve("parley-data").resolve(name);
    Awaitility.await(name)
        .atMost(Program.PATIENCE)
        .until(() -> Files.exists(file) && Files.readString(file).equals(content));
  }

  @Test
  void filesAreUploadedOneAfterTheOtherAndListedAtOnce() throws IOException {
    stored("inbox/z.txt", "there");
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder)) {
      browser.open(parley.url("inbox/"));
      browser.choose("#files", local("a b%.txt", "one"), local("e+f#.txt", "two"));
      browser.await("document.querySelectorAll('#uploads .good').length == 2");
      browser.await(NAMES + " == 'a b%.txt e+f#.txt z.txt'");
      browser.drop(local("dropped.txt", "three"), Files.createDirectory(folder.resolve("sub")));
      browser.await(NAMES + " == 'a b%.txt dropped.txt e+f#.txt z.txt'");
      assertThat(browser.eval(TOLD)).contains("dropped.txt: stored", "sub: folders are not");
      assertThat(browser.eval("document.getElementById('sum').textContent")).contains("4 files");
      awaitContent("inbox/a b%.txt", "one");
      awaitContent("inbox/e+f#.txt", "two");
      awaitContent("inbox/dropped.txt", "three");
    }
  }

  @Test
  void aRefusalIsToldAndNothingIsReplacedUnasked() throws IOException {
    stored("kept.txt", "old");
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder, "--max-size", "100KB")) {
      browser.open(parley.url(""));
      browser.choose(
          "#files",
          local("kept.txt", "new"),
          local("large.bin", "x".repeat(3_000_000)),
          local("a\\b.txt", "odd"),
          local("fine.txt", "fine"));
      browser.await(NAMES + " == 'fine.txt kept.txt'");
      assertThat(browser.eval(TOLD))
          .contains("kept.txt: a file has this name")
          .contains("large.bin: 413: the content is larger than the 100kB accepted here")
          .contains("b.txt: 400: a name holds no backslash")
          .contains("fine.txt: stored");
      awaitContent("kept.txt", "old");
      browser.eval("document.querySelector('#uploads .bad button').click()");
      browser.await("document.querySelectorAll('#uploads .good').length == 2");
      awaitContent("kept.txt", "new");
      assertThat(folder.resolve("parley-data/large.bin")).doesNotExist();
    }
  }

  @Test
  void theListIsSortedByNameSizeAndTime() throws IOException {
    Instant day = Instant.parse("2026-01-01T00:00:00Z");
    int age = 0;
    for (String name : new String[] {"file10", "file2", "File3", "sub/x"}) {
      Path file = stored(name, "x".repeat(name.equals("file2") ? 9 : age));
      Files.setLastModifiedTime(file, FileTime.from(day.minusSeconds(age++)));
    }
    String click = "document.querySelector('th[data-key=%s] button').click()";
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder)) {
      browser.open(parley.url(""));
      assertThat(browser.eval(NAMES)).isEqualTo("sub/ file2 File3 file10");
      browser.eval(click.formatted("size"));
      assertThat(browser.eval(NAMES)).isEqualTo("sub/ file10 File3 file2");
      browser.eval(click.formatted("size"));
      assertThat(browser.eval(NAMES)).isEqualTo("sub/ file2 File3 file10");
      browser.eval(click.formatted("modified"));
      assertThat(browser.eval(NAMES)).isEqualTo("sub/ File3 file2 file10");
      browser.eval("document.querySelector('th[data-key=modified] button').focus()");
      browser.press("Enter");
      browser.await("document.querySelector('th[data-key=modified]').ariaSort == 'descending'");
      assertThat(browser.eval(NAMES)).isEqualTo("sub/ file10 file2 File3");
      browser.open(parley.url("sub/"));
      browser.press("Tab");
      browser.press("Tab");
      assertThat(browser.eval("document.activeElement.id")).isEqualTo("files");
    }
  }

  @Test
  void withoutScriptsThePageIsAListOfLinksAndA404CanBeRead() throws IOException {
    stored("file10", "x");
    stored("file2", "x");
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder)) {
      browser.open(parley.url("none.txt"));
      assertThat(browser.eval("document.title")).isEqualTo("404 Not Found");
      assertThat(browser.eval("document.body.innerText")).containsIgnoringCase("nothing is stored");
      browser.scripts(false);
      browser.open(parley.url(""));
      assertThat(browser.eval(NAMES)).isEqualTo("file2 file10");
      assertThat(browser.eval("document.getElementById('add').checkVisibility()"))
          .isEqualTo("false");
    }
  }

  @Test
  void aPageOfAnotherSiteStoresNothing() throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    site.createContext("/page", ListingPageTest::answer);
    site.start();
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder)) {
      browser.open("http://127.0.0.1:" + site.getAddress().getPort() + "/page");
      browser.eval(
          "fetch('%s', { method: 'POST', mode: 'no-cors', body: 'x' }).then(() => '', () => '')"
              .formatted(parley.url("from-another-site/")));
      Awaitility.await()
          .atMost(Program.PATIENCE)
          .until(() -> parley.program().out().contains(" POST /from-another-site/ "));
      assertThat(parley.program().out()).containsPattern(" 403 .* POST /from-another-site/ ");
      assertThat(folder.resolve("parley-data/from-another-site")).doesNotExist();
    } finally {
      site.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] page = "<!DOCTYPE html><title>Another site</title>".getBytes(US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, page.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(page);
    }
  }

  /** Not a claim: {@code -Dpictures=write} makes the pictures of the guide anew. */
  @Test
  void thePicturesOfTheGuideCanBeMade() throws IOException {
    if (!"write".equals(System.getProperty("pictures"))) {
      return;
    }
    for (int i : new int[] {1, 2, 10}) {
      stored("reports/2026/measurement-" + i + ".csv", "time,value\n".repeat(700 * i));
    }
    stored("reports/notes.txt", "Meeting notes, draft 1.\n");
    stored("reports/slides.pdf", "%PDF".repeat(81_920));
    stored("reports/recording 2.ogg", "x".repeat(1_843_200));
    stored("reports/recording 10.ogg", "x".repeat(912_000));
    try (Browser browser = Browser.start(folder);
        Parley parley = Parley.serve(folder, "--max-size", "2MB")) {
      browser.open(parley.url("reports/"));
      browser.choose(
          "#files",
          local("photo 7.jpg", "x".repeat(734_003)),
          local("film.mkv", "x".repeat(3_000_000)));
      browser.await("document.querySelectorAll('#uploads .good, #uploads .bad').length == 2");
      browser.await(NAMES + ".includes('photo 7.jpg')");
      Path images = Path.of("..", "docs", "images");
      Files.write(images.resolve("listing-light.png"), browser.picture("light", 1000, 600));
      Files.write(images.resolve("listing-dark.png"), browser.picture("dark", 1000, 600));
    }
  }
}
