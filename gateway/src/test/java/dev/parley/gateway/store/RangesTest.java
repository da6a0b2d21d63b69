// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RangesTest {

  /** RFC 9110 14.1.2 against a file of ten bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bytes=0-0        | 206 | 0 | 1
          bytes=0-9        | 206 | 0 | 10
          bytes=2-5        | 206 | 2 | 4
          bytes=5-         | 206 | 5 | 5
          bytes=9-9        | 206 | 9 | 1
          bytes=9-100      | 206 | 9 | 1
          bytes=-3         | 206 | 7 | 3
          bytes=-10        | 206 | 0 | 10
          bytes=-11        | 206 | 0 | 10
          Bytes=0-0        | 206 | 0 | 1
          bytes= 0-0 ,     | 206 | 0 | 1
          bytes=0-99999999999999999999 | 206 | 0 | 10
          bytes=-99999999999999999999  | 206 | 0 | 10
          bytes=10-        | 416 | 0 | 0
          bytes=10-20      | 416 | 0 | 0
          bytes=99999999999999999999-  | 416 | 0 | 0
          bytes=-0         | 416 | 0 | 0
          bytes=0-1,3-4    | 200 | 0 | 10
          bytes=5-2        | 200 | 0 | 10
          bytes=-          | 200 | 0 | 10
          bytes=           | 200 | 0 | 10
          bytes=a-b        | 200 | 0 | 10
          bytes=0x0-1      | 200 | 0 | 10
          bytes=--1        | 200 | 0 | 10
          bytes 0-1        | 200 | 0 | 10
          lines=0-1        | 200 | 0 | 10
          """)
  void aRangeSelectsBytes(String range, int status, long first, long length) {
    assertThat(Ranges.select(List.of(range), 10))
        .isEqualTo(new Ranges.Selection(status, first, length));
  }

  @Test
  void anEmptyFileHasNoRange() {
    assertThat(Ranges.select(List.of("bytes=0-"), 0).status()).isEqualTo(416);
    assertThat(Ranges.select(List.of("bytes=-5"), 0).status()).isEqualTo(200);
  }

  @Test
  void aRangeTravelsWithItsPosition(@TempDir Path folder) throws IOException {
    try (Store store = Store.open(StorePolicy.in(folder).withFreeReserve(0))) {
      Visitor visitor = new Visitor(store);
      assertThat(visitor.put("/a.bin", "0123456789").status()).isEqualTo(201);
      Visitor.Reply part = visitor.get("/a.bin", "Range", "bytes=2-5");
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.text()).isEqualTo("2345");
      assertThat(part.field("Content-Range")).isEqualTo("bytes 2-5/10");
      assertThat(part.field("Content-Length")).isEqualTo("4");
      assertThat(part.field("ETag")).isNotEmpty();
      Visitor.Reply none = visitor.get("/a.bin", "Range", "bytes=10-");
      assertThat(none.status()).isEqualTo(416);
      assertThat(none.field("Content-Range")).isEqualTo("bytes */10");
      Visitor.Reply head = visitor.ask("HEAD", "/a.bin", "Range", "bytes=2-5");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.field("Content-Length")).isEqualTo("10");
      assertThat(visitor.get("/a.bin", "Range", "bytes=0-1", "Range", "bytes=0-1").status())
          .isEqualTo(200);
    }
  }

  @Test
  void ifRangeHoldsOnlyForTheSameFile(@TempDir Path folder) throws IOException {
    try (Store store = Store.open(StorePolicy.in(folder).withFreeReserve(0))) {
      Visitor visitor = new Visitor(store);
      assertThat(visitor.put("/a", "0123456789").status()).isEqualTo(201);
      Files.setLastModifiedTime(
          folder.resolve("a"), FileTime.from(Instant.parse("2025-03-01T10:00:00Z")));
      String tag = visitor.get("/a").field("ETag");
      assertThat(status(visitor, tag)).isEqualTo(206);
      assertThat(status(visitor, "W/" + tag)).isEqualTo(200);
      assertThat(status(visitor, "\"x\"")).isEqualTo(200);
      assertThat(status(visitor, "Sat, 01 Mar 2025 10:00:00 GMT")).isEqualTo(206);
      assertThat(status(visitor, "Sat, 01 Mar 2025 10:00:01 GMT")).isEqualTo(200);
      assertThat(status(visitor, "nonsense")).isEqualTo(200);
      // A range that cannot be had is not asked for either.
      assertThat(visitor.get("/a", "Range", "bytes=99-", "If-Range", "\"x\"").status())
          .isEqualTo(200);
    }
  }

  private static int status(Visitor visitor, String ifRange) {
    return visitor.get("/a", "Range", "bytes=0-1", "If-Range", ifRange).status();
  }

  @Test
  void aDateOfThisVerySecondIsNoStrongValidator() {
    Instant modified = Instant.parse("2025-03-01T10:00:00.2Z");
    Validators current = Validators.ofDate(modified);
    List<String> date = List.of("Sat, 01 Mar 2025 10:00:00 GMT");
    assertThat(Ranges.applies(date, current, modified.plusMillis(500))).isFalse();
    assertThat(Ranges.applies(date, current, modified.plusMillis(800))).isTrue();
    assertThat(Ranges.applies(List.of(), current, modified)).isTrue();
    assertThat(Ranges.applies(List.of(date.get(0), date.get(0)), current, modified.plusSeconds(9)))
        .isFalse();
  }
}
