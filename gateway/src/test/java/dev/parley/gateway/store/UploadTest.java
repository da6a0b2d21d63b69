// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static dev.parley.gateway.store.Visitor.files;
import static dev.parley.gateway.store.Visitor.openEnded;
import static dev.parley.gateway.store.Visitor.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class UploadTest {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0));
    visitor = new Visitor(store);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(files(folder.resolve(".parley/incoming"))).isEmpty();
    assertThat(store.promised()).isZero();
    store.close();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void aNewFileIsAnswered201WithWhatIdentifiesIt() throws IOException {
    Visitor.Reply reply = visitor.put("/a.txt", "abc");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.field("ETag")).isEqualTo('"' + ABC + '"');
    assertThat(reply.field("Repr-Digest"))
        .isEqualTo("sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:");
    assertThat(reply.field("Content-Length")).isEqualTo("0");
    assertThat(folder.resolve("a.txt")).hasContent("abc");
  }

  @Test
  void aReplacementIsAnswered204() {
    assertThat(visitor.put("/a.txt", "abc").status()).isEqualTo(201);
    Visitor.Reply reply = visitor.put("/a.txt", "abcd");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.response().field("Content-Length")).isEmpty();
    assertThat(visitor.get("/a.txt").text()).isEqualTo("abcd");
  }

  @Test
  void foldersOnTheWayAreCreated() {
    assertThat(visitor.put("/a/b/c.txt", "abc").status()).isEqualTo(201);
    assertThat(folder.resolve("a/b/c.txt")).hasContent("abc");
  }

  @Test
  void nothingIsVisibleBeforeCommit() {
    Upload upload = visitor.begin(upload("PUT", "/a/b.txt", 3));
    assertThat(upload.write(bytes("abc"))).isEmpty();
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(visitor.get("/a/b.txt").status()).isEqualTo(404);
    assertThat(upload.commit().status()).isEqualTo(201);
    assertThat(visitor.get("/a/b.txt").text()).isEqualTo("abc");
  }

  @Test
  void aRequestWithoutContentStoresAnEmptyFile() {
    StoreResponse response = visitor.begin(Visitor.request("PUT", "/empty")).commit();
    assertThat(response.status()).isEqualTo(201);
    assertThat(folder.resolve("empty")).isEmptyFile();
    assertThat(visitor.get("/empty").field("Content-Length")).isEqualTo("0");
  }

  @Test
  void contentOfUnknownLengthIsStoredWhole() {
    byte[] content = "x".repeat(5_000_000).getBytes(UTF_8);
    assertThat(visitor.send(openEnded("PUT", "/large"), content).status()).isEqualTo(201);
    assertThat(folder.resolve("large")).hasSize(5_000_000);
  }

  @Test
  void anAbortedUploadLeavesNothing() {
    Upload upload = visitor.begin(upload("PUT", "/a", 3));
    assertThat(upload.write(bytes("ab"))).isEmpty();
    assertThat(files(folder.resolve(".parley/incoming"))).hasSize(1);
    upload.abort();
    upload.abort();
    assertThat(files(folder)).containsExactly(".parley/lock");
  }

  @Test
  void anAdmittedUploadThatWaitsHoldsNoFile() {
    Upload upload = visitor.begin(upload("PUT", "/a", 3));
    assertThat(files(folder)).containsExactly(".parley/lock");
    upload.abort();
  }

  @Test
  void tooLittleContentIsRefusedAtCommit() {
    Upload upload = visitor.begin(upload("PUT", "/a", 3));
    assertThat(upload.write(bytes("ab"))).isEmpty();
    assertThat(upload.commit().status()).isEqualTo(400);
    assertThat(files(folder)).containsExactly(".parley/lock");
  }

  @Test
  void tooMuchContentIsRefusedAtOnce() {
    Upload upload = visitor.begin(upload("PUT", "/a", 3));
    assertThat(upload.write(bytes("abcd")).orElseThrow().status()).isEqualTo(400);
    assertThat(files(folder)).containsExactly(".parley/lock");
    assertThat(upload.write(bytes("more")).orElseThrow().status()).isEqualTo(400);
    assertThat(upload.commit().status()).isEqualTo(400);
  }

  @Test
  void anUploadEndsOnce() {
    Upload upload = visitor.begin(upload("PUT", "/a", 0));
    assertThat(upload.commit().status()).isEqualTo(201);
    assertThatIllegalStateException().isThrownBy(upload::commit);
    assertThatIllegalStateException()
        .isThrownBy(() -> assertThat(upload.write(bytes("a"))).isEmpty());
    upload.abort();
    assertThat(visitor.get("/a").status()).isEqualTo(200);
  }

  @Test
  void aPostIsToldTheNameItGot() {
    Visitor.Reply reply = visitor.post("/in/box/", "abc", "Content-Type", "image/png; a=b");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.field("Location")).matches("/in/box/[0-9a-z]{36}\\.png");
    Visitor.Reply stored = visitor.get(reply.field("Location"));
    assertThat(stored.text()).isEqualTo("abc");
    assertThat(stored.field("Content-Type")).isEqualTo("image/png");
    assertThat(visitor.post("/", "abc").field("Location")).matches("/[0-9a-z]{36}");
  }

  @Test
  void aFormIsNotTakenForAFile() {
    Visitor.Reply reply =
        visitor.post("/", "--x--", "Content-Type", "multipart/form-data; boundary=x");
    assertThat(reply.status()).isEqualTo(415);
  }

  @Test
  void methodsThatDoNotFitTheNameAreAnswered405() {
    assertThat(visitor.ask("POST", "/a.txt").field("Allow"))
        .isEqualTo("GET, HEAD, PUT, DELETE, OPTIONS");
    assertThat(visitor.ask("PUT", "/a/").field("Allow"))
        .isEqualTo("GET, HEAD, POST, DELETE, OPTIONS");
    assertThat(visitor.ask("PUT", "/").field("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
    for (String method : new String[] {"PATCH", "TRACE", "CONNECT"}) {
      assertThat(visitor.ask(method, "/a").status()).isEqualTo(405);
    }
    assertThat(visitor.ask("DELETE", "/").status()).isEqualTo(405);
    assertThat(visitor.ask("BREW", "/a").status()).isEqualTo(501);
    assertThat(visitor.ask("get", "/a").status()).isEqualTo(501);
  }

  @Test
  void optionsNamesTheMethods() {
    assertThat(visitor.ask("OPTIONS", "/a").field("Allow")).contains("PUT").doesNotContain("POST");
    assertThat(visitor.ask("OPTIONS", "/a/").field("Allow")).contains("POST");
    assertThat(visitor.ask("OPTIONS", "*").field("Allow")).contains("POST", "PUT");
    assertThat(visitor.ask("OPTIONS", "*").status()).isEqualTo(204);
  }

  @Test
  void aPartOfAFileIsNotTakenForTheWhole() {
    Visitor.Reply reply = visitor.put("/a", "abc", "Content-Range", "bytes 0-2/9");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void codedContentIsRefusedWithWhatIsAccepted() {
    Visitor.Reply reply = visitor.put("/a", "abc", "Content-Encoding", "gzip");
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.field("Accept-Encoding")).isEqualTo("identity");
    assertThat(visitor.put("/a", "abc", "Content-Encoding", "Identity").status()).isEqualTo(201);
  }

  @Test
  void aFolderInTheWayIsAConflict() {
    assertThat(visitor.put("/a/b", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(409);
    assertThat(visitor.ask("DELETE", "/a").status()).isEqualTo(409);
    assertThat(visitor.get("/a/b").text()).isEqualTo("abc");
  }

  @Test
  void aFileInTheWayIsAConflict() {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/a/b", "abc").status()).isEqualTo(409);
    assertThat(visitor.put("/a/b/c", "abc").status()).isEqualTo(409);
    assertThat(visitor.post("/a/", "abc").status()).isEqualTo(409);
    assertThat(visitor.get("/a/b").status()).isEqualTo(404);
    assertThat(visitor.get("/a/").status()).isEqualTo(404);
  }

  @Test
  void aConflictThatArisesMeanwhileIsFoundAtCommit() {
    Upload nested = visitor.begin(upload("PUT", "/a/b", 0));
    Upload plain = visitor.begin(upload("PUT", "/a", 0));
    assertThat(plain.commit().status()).isEqualTo(201);
    assertThat(nested.commit().status()).isEqualTo(409);
  }

  @Test
  void aDeletedFileIsGone() {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    assertThat(visitor.ask("DELETE", "/a").status()).isEqualTo(204);
    assertThat(visitor.ask("DELETE", "/a").status()).isEqualTo(404);
    assertThat(visitor.get("/a").status()).isEqualTo(404);
    assertThat(files(folder)).containsExactly(".parley/lock");
  }

  @Test
  void replacingANameLeavesItsHardLinksAlone() throws IOException {
    assertThat(visitor.put("/a", "old").status()).isEqualTo(201);
    Files.createLink(folder.resolve("b"), folder.resolve("a"));
    assertThat(visitor.put("/a", "new!").status()).isEqualTo(204);
    assertThat(visitor.get("/b").text()).isEqualTo("old");
    assertThat(visitor.get("/a").text()).isEqualTo("new!");
  }

  @Test
  void refusalsRepeatNothingOfTheRequest() {
    for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH", "MARKER"}) {
      String text = visitor.ask(method, "/marker%zz").text();
      assertThat(text).startsWith("{\"title\":").doesNotContain("marker");
    }
    assertThat(visitor.get("/marker").text()).contains("\"status\":404").doesNotContain("marker");
    assertThat(visitor.get("/marker").field("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  @Timeout(60)
  void theEndOfTheStoreDoesNotWaitForAWriteThatHangs(@TempDir Path other) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    Arrival.Opening opening =
        file -> {
          reached.countDown();
          try {
            hangs.await();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
          return Arrival.Opening.NEW_FILE.open(file);
        };
    Store.Platform platform =
        new Store.Platform(UsableSpace.OF_FILE_SYSTEM, Clock.systemUTC(), opening);
    Store hanging = Store.open(StorePolicy.in(other).withFreeReserve(0), platform);
    Upload upload = new Visitor(hanging).begin(Visitor.upload("PUT", "/a", 3));
    FutureTask<Integer> write =
        new FutureTask<>(
            () -> {
              assertThat(upload.write(ByteBuffer.wrap(new byte[3]))).isEmpty();
              return upload.commit().status();
            });
    new Thread(write, "hangs").start();
    reached.await();
    hanging.close();
    hangs.countDown();
    assertThat(write.get()).isEqualTo(503);
    assertThat(files(other)).containsExactly(".parley/lock");
  }

  @Test
  void aDeleteRemovesTheFoldersThatItEmpties() throws IOException {
    assertThat(visitor.put("/d/e/f/one", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/d/two", "abc").status()).isEqualTo(201);
    assertThat(visitor.ask("DELETE", "/d/").status()).isEqualTo(409);
    assertThat(visitor.ask("DELETE", "/d/e/f/one").status()).isEqualTo(204);
    assertThat(folder.resolve("d/e")).doesNotExist();
    assertThat(folder.resolve("d/two")).exists();
    assertThat(visitor.ask("DELETE", "/d/two").status()).isEqualTo(204);
    assertThat(folder.resolve("d")).doesNotExist();
    assertThat(visitor.put("/d/e/f/one", "abc").status()).isEqualTo(201);
  }

  @Test
  void anEmptyFolderCanBeDeleted() throws IOException {
    Files.createDirectories(folder.resolve("d/e/f"));
    Files.createDirectories(folder.resolve("g"));
    assertThat(visitor.ask("DELETE", "/d/", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(visitor.ask("DELETE", "/d/").status()).isEqualTo(409);
    assertThat(visitor.ask("DELETE", "/d/e/f/").status()).isEqualTo(204);
    assertThat(folder.resolve("d")).doesNotExist();
    assertThat(visitor.ask("DELETE", "/d/").status()).isEqualTo(404);
    assertThat(visitor.ask("DELETE", "/g").status()).isEqualTo(204);
    assertThat(visitor.ask("DELETE", "/").status()).isEqualTo(405);
  }
}
