// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreconditionsTest {

  private static final String TAG =
      "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"";
  private static final String BEFORE = "Sat, 01 Feb 2025 10:00:00 GMT";
  private static final String EXACT = "Sat, 01 Mar 2025 10:00:00 GMT";
  private static final String AFTER = "Tue, 01 Apr 2025 10:00:00 GMT";

  @TempDir Path folder;
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0).withDurable(false));
    visitor = new Visitor(store);
    assertThat(visitor.put("/there", "abc").status()).isEqualTo(201);
    FileTime modified = FileTime.from(Instant.parse("2025-03-01T10:00:00.7Z"));
    Files.setLastModifiedTime(folder.resolve("there"), modified);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(store.promised()).isZero();
    store.close();
  }

  private static String[] fields(String conditions) {
    return conditions.isEmpty()
        ? new String[0]
        : conditions
            .replace("TAG", TAG)
            .replace("BEFORE", BEFORE)
            .replace("EXACT", EXACT)
            .replace("AFTER", AFTER)
            .split("; |: ", -1);
  }

  /** RFC 9110 13.1 and 13.2.2; the columns are GET, HEAD, PUT and DELETE of an existing file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                           | 200 | 200 | 204 | 204
          If-Match: *                                  | 200 | 200 | 204 | 204
          If-Match: TAG                                | 200 | 200 | 204 | 204
          If-Match: "x", , TAG                         | 200 | 200 | 204 | 204
          If-Match: "x"                                | 412 | 412 | 412 | 412
          If-Match: W/TAG                              | 412 | 412 | 412 | 412
          If-Match: "x"; If-Match: TAG                 | 200 | 200 | 204 | 204
          If-None-Match: *                             | 304 | 304 | 412 | 412
          If-None-Match: TAG                           | 304 | 304 | 412 | 412
          If-None-Match: W/TAG                         | 304 | 304 | 412 | 412
          If-None-Match: "a,b",TAG                     | 304 | 304 | 412 | 412
          If-None-Match: "x"                           | 200 | 200 | 204 | 204
          If-Modified-Since: BEFORE                    | 200 | 200 | 204 | 204
          If-Modified-Since: EXACT                     | 304 | 304 | 204 | 204
          If-Modified-Since: AFTER                     | 304 | 304 | 204 | 204
          If-Modified-Since: tomorrow                  | 200 | 200 | 204 | 204
          If-Modified-Since: AFTER; If-Modified-Since: AFTER | 200 | 200 | 204 | 204
          If-Unmodified-Since: BEFORE                  | 412 | 412 | 412 | 412
          If-Unmodified-Since: EXACT                   | 200 | 200 | 204 | 204
          If-Unmodified-Since: AFTER                   | 200 | 200 | 204 | 204
          If-Unmodified-Since: yesterday               | 200 | 200 | 204 | 204
          If-Match: TAG; If-Unmodified-Since: BEFORE   | 200 | 200 | 204 | 204
          If-Match: "x"; If-Unmodified-Since: AFTER    | 412 | 412 | 412 | 412
          If-None-Match: "x"; If-Modified-Since: AFTER | 200 | 200 | 204 | 204
          If-None-Match: TAG; If-Modified-Since: BEFORE| 304 | 304 | 412 | 412
          If-Match: "x"; If-None-Match: TAG            | 412 | 412 | 412 | 412
          If-Match: TAG; If-None-Match: TAG            | 304 | 304 | 412 | 412
          If-Unmodified-Since: AFTER; If-None-Match: * | 304 | 304 | 412 | 412
          If-Match: unquoted                           | 200 | 200 | 400 | 400
          If-None-Match: unquoted                      | 200 | 200 | 400 | 400
          If-None-Match: "a" "b"                       | 200 | 200 | 400 | 400
          If-None-Match: *, "a"                        | 200 | 200 | 400 | 400
          """)
  void anExistingFileIsGuarded(String conditions, int get, int head, int put, int delete) {
    assertThat(visitor.ask("GET", "/there", fields(conditions)).status()).isEqualTo(get);
    assertThat(visitor.ask("HEAD", "/there", fields(conditions)).status()).isEqualTo(head);
    Visitor.Reply stored = visitor.put("/there", "abc", fields(conditions));
    assertThat(stored.status()).isEqualTo(put);
    if (put == 204) {
      putTheDateBack();
    }
    assertThat(visitor.ask("DELETE", "/there", fields(conditions)).status()).isEqualTo(delete);
  }

  /** Puts the date back that the replacement moved. */
  private void putTheDateBack() {
    try {
      Files.setLastModifiedTime(
          folder.resolve("there"), FileTime.from(Instant.parse("2025-03-01T10:00:00.7Z")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The columns are GET, PUT and DELETE of a name without a file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                          | 404 | 201 | 404
          If-Match: *                 | 404 | 412 | 404
          If-Match: "x"               | 404 | 412 | 404
          If-None-Match: *            | 404 | 201 | 404
          If-None-Match: "x"          | 404 | 201 | 404
          If-Unmodified-Since: BEFORE | 404 | 201 | 404
          If-Modified-Since: AFTER    | 404 | 201 | 404
          """)
  void aMissingFileIsGuarded(String conditions, int get, int put, int delete) {
    assertThat(visitor.ask("GET", "/gone", fields(conditions)).status()).isEqualTo(get);
    assertThat(visitor.ask("DELETE", "/gone", fields(conditions)).status()).isEqualTo(delete);
    assertThat(visitor.put("/gone", "abc", fields(conditions)).status()).isEqualTo(put);
  }

  @Test
  void theRefusalComesBeforeTheContent() {
    StoreRequest request = Visitor.upload("PUT", "/there", 3, "If-None-Match", "*");
    assertThat(visitor.answer(request).status()).isEqualTo(412);
  }

  @Test
  void whatChangedDuringTheUploadCountsAtCommit() {
    Upload upload = visitor.begin(Visitor.upload("PUT", "/there", 0, "If-Match", TAG));
    assertThat(visitor.put("/there", "other").status()).isEqualTo(204);
    assertThat(upload.commit().status()).isEqualTo(412);
    assertThat(visitor.get("/there").text()).isEqualTo("other");
  }

  @Test
  void anyOtherRefusalOutranksACondition() {
    String[] fields = {"If-None-Match", "*", "Content-Encoding", "gzip"};
    assertThat(visitor.put("/there", "abc", fields).status()).isEqualTo(415);
  }

  @Test
  void notModifiedTellsTheValidators() {
    Visitor.Reply reply = visitor.get("/there", "If-None-Match", TAG);
    assertThat(reply.field("ETag")).isEqualTo(TAG);
    assertThat(reply.field("Last-Modified")).isEqualTo(EXACT);
    assertThat(reply.response().content()).isInstanceOf(StoreContent.None.class);
    assertThat(reply.response().field("Content-Length")).isEmpty();
  }

  @Test
  void aListingCanBeRevalidated() {
    String tag = visitor.get("/").field("ETag");
    assertThat(visitor.get("/", "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(visitor.put("/more", "abc").status()).isEqualTo(201);
    assertThat(visitor.get("/", "If-None-Match", tag).status()).isEqualTo(200);
    assertThat(visitor.get("/", "If-Match", tag).status()).isEqualTo(412);
  }

  @Test
  void aPostIsGuardedByItsFolder() {
    assertThat(visitor.post("/", "abc", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(visitor.post("/new/", "abc", "If-Match", "*").status()).isEqualTo(412);
    assertThat(visitor.post("/new/", "abc", "If-None-Match", "*").status()).isEqualTo(201);
    assertThat(visitor.post("/new/", "abc", "If-Match", "*").status()).isEqualTo(201);
  }

  /** U+0085 ends a line where a pattern says {@code $}, and is legal in a field as a byte. */
  @Test
  @Timeout(10)
  void aTagFollowedByAnotherLineEndIsNoTag() {
    assertThat(EntityTags.parse("\"a\"\u0085")).isEmpty();
  }

  @Test
  @Timeout(10)
  void manyBlanksBeforeABrokenTagAreReadOnce() {
    assertThat(EntityTags.parse("\"a\"," + " ".repeat(300_000) + "x")).isEmpty();
  }
}
