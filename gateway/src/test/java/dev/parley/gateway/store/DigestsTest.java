// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static dev.parley.gateway.store.Visitor.files;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestsTest {

  private static final Instant LONG_AGO = Instant.parse("2025-03-01T10:00:00Z");

  @TempDir Path folder;
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0).withDurable(false));
    visitor = new Visitor(store);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(files(folder.resolve(".parley/incoming"))).isEmpty();
    assertThat(store.promised()).isZero();
    store.close();
  }

  private static String digest(Hash hash, String content) {
    byte[] value = hash.start().digest(content.getBytes(UTF_8));
    String key = hash == Hash.SHA_256 ? "sha-256" : "sha-512";
    return key + "=:" + Base64.getEncoder().encodeToString(value) + ":";
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Digest", "Repr-Digest"})
  void contentIsStoredOnlyWithTheAnnouncedDigest(String field) {
    for (Hash hash : Hash.values()) {
      String right = digest(hash, "abc");
      String wrong = digest(hash, "abd");
      assertThat(visitor.put("/right-" + hash, "abc", field, right).status()).isEqualTo(201);
      Visitor.Reply refused = visitor.put("/wrong-" + hash, "abc", field, wrong);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(folder.resolve("wrong-" + hash)).doesNotExist();
    }
  }

  @Test
  void oneWrongDigestAmongSeveralIsEnough() {
    String fields = digest(Hash.SHA_256, "abc") + ", " + digest(Hash.SHA_512, "abd");
    assertThat(visitor.put("/a", "abc", "Content-Digest", fields).status()).isEqualTo(400);
    String both = digest(Hash.SHA_256, "abc") + "," + digest(Hash.SHA_512, "abc");
    assertThat(visitor.put("/a", "abc", "Content-Digest", both).status()).isEqualTo(201);
  }

  @Test
  void aWrongDigestLeavesTheOldFile() {
    assertThat(visitor.put("/a", "old").status()).isEqualTo(201);
    String wrong = digest(Hash.SHA_256, "x");
    assertThat(visitor.put("/a", "new", "Repr-Digest", wrong).status()).isEqualTo(400);
    assertThat(visitor.get("/a").text()).isEqualTo("old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:",
        "unixsum=30637, crc32c=1.5, x=?1, y=\"a, \\\" b\", z=token/x, w=(1 2;a=b \"c\");d, v",
        "sha=:AA==:;p=1;q",
        "a=1 ,\tb=2\t, c=( 1  2 ) , e=() ,f=(\"a\";p=1;q);r=\"s\"",
        "d=@1659578233, e=%\"f%c3%bc\"",
        ""
      })
  void algorithmsNobodyAskedForAreIgnored(String value) {
    assertThat(visitor.put("/a", "abc", "Content-Digest", value).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        "sha-256=:ungWv48B:",
        "sha-256=::",
        "sha-256",
        "sha-256=token",
        "sha-512=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:",
        "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:,",
        "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=: x=1",
        "SHA-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:",
        "x=:A:",
        "x=:%%:",
        "x=(1 2",
        "x=(1,2)",
        "x=(1\"a\")",
        "x=(1 2)y",
        "x=(1 !)",
        "x=( ",
        "x=\t1",
        "x=\"unfinished",
        "x=;a",
        "x=1;",
        "x=1234567890123456",
        "x=1.2345",
        "x=1 y=2",
        ",x=1",
        "=1",
        "\"x\"=1",
        "x=?2",
        "\u00fc=1"
      })
  void aBrokenDigestIsRefusedBeforeTheContent(String value) {
    StoreRequest request = Visitor.upload("PUT", "/a", 3, "Repr-Digest", value);
    assertThat(visitor.answer(request).status()).isEqualTo(400);
  }

  @Test
  void digestsThatContradictEachOtherAreRefusedBeforeTheContent() {
    StoreRequest request =
        Visitor.upload(
            "PUT",
            "/a",
            3,
            "Content-Digest",
            digest(Hash.SHA_256, "abc"),
            "Repr-Digest",
            digest(Hash.SHA_256, "abd"));
    assertThat(visitor.answer(request).status()).isEqualTo(400);
  }

  @Test
  void anUploadIsRememberedWithoutBeingReadAgain() {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    assertThat(files(folder.resolve(".parley/digests"))).hasSize(1);
    assertThat(visitor.get("/", "Accept", "application/json").text()).contains("\"sha256\":\"ba78");
  }

  @Test
  void aFilePutInByHandIsHashedWhenItIsAskedForAndRemembered() throws IOException {
    byHand("abc");
    assertThat(visitor.get("/", "Accept", "application/json").text()).doesNotContain("sha256");
    assertThat(visitor.ask("HEAD", "/a").field("ETag")).startsWith("\"ba7816bf");
    assertThat(visitor.get("/", "Accept", "application/json").text()).contains("\"sha256\":\"ba78");
  }

  @Test
  void everyNameHasADigestOfItsOwn() {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    assertThat(visitor.put("/b", "abd").status()).isEqualTo(201);
    assertThat(files(folder.resolve(".parley/digests"))).hasSize(2);
    assertThat(visitor.ask("DELETE", "/b").status()).isEqualTo(204);
    assertThat(files(folder.resolve(".parley/digests"))).hasSize(1);
  }

  @Test
  void aConditionOnExistenceReadsNoFile() throws IOException {
    byHand("abc");
    assertThat(visitor.put("/a", "new", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(visitor.ask("DELETE", "/a", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(files(folder.resolve(".parley/digests"))).isEmpty();
    assertThat(visitor.put("/a", "new", "If-Match", "*").status()).isEqualTo(204);
  }

  @Test
  void aFileChangedByHandIsHashedAgain() throws IOException {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    String before = visitor.get("/a").field("ETag");
    byHand("abd");
    Visitor.Reply after = visitor.get("/a");
    assertThat(after.field("ETag")).isNotEqualTo(before);
    assertThat(after.field("Repr-Digest")).isEqualTo(digest(Hash.SHA_256, "abd"));
    assertThat(visitor.get("/", "Accept", "application/json").text()).contains("\"sha256\":\"");
  }

  @Test
  void aFileThatChangedJustNowIsHashedButNotYetRemembered() throws IOException {
    Files.writeString(folder.resolve("a"), "abc");
    Files.setLastModifiedTime(folder.resolve("a"), FileTime.from(Instant.now()));
    assertThat(visitor.get("/a").field("ETag")).startsWith("\"ba7816bf");
    assertThat(files(folder.resolve(".parley/digests"))).isEmpty();
  }

  @Test
  void aDamagedMemoryIsForgotten() throws IOException {
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(201);
    Path memory = folder.resolve(".parley/digests");
    Path entry = memory.resolve(files(memory).get(0));
    String text = Files.readString(entry);
    for (String damaged :
        new String[] {"", "x", text.substring(0, text.length() - 9), text.replace("ba7", "BA7")}) {
      Files.writeString(entry, damaged);
      assertThat(visitor.get("/a").field("ETag")).startsWith("\"ba7816bf");
    }
  }

  @Test
  void conditionsOnAFilePutInByHandCompareItsDigest() throws IOException {
    byHand("abc");
    String tag = "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"";
    assertThat(visitor.ask("DELETE", "/a", "If-Match", "\"x\"").status()).isEqualTo(412);
    assertThat(visitor.put("/a", "new", "If-Match", tag).status()).isEqualTo(204);
  }

  /** Reading it takes half a minute, in which nobody waits for it. */
  @Test
  @Timeout(20)
  void aLargeFilePutInByHandIsServedAtOnceWithAWeakTag() throws IOException {
    sparse(20L << 30);
    String strong = "\"" + "0".repeat(64) + "\"";
    for (int i = 0; i < 16; i++) {
      Visitor.Reply reply = visitor.ask("HEAD", "/a");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.field("ETag")).startsWith("W/\"");
      assertThat(reply.field("Repr-Digest")).isEmpty();
    }
    assertThat(visitor.put("/note", "hi").status()).isEqualTo(201);

    String weak = visitor.ask("HEAD", "/a").field("ETag");
    assertThat(visitor.ask("HEAD", "/a", "If-None-Match", weak).status()).isEqualTo(304);
    assertThat(visitor.ask("HEAD", "/a", "If-None-Match", strong).status()).isEqualTo(200);
    assertThat(visitor.ask("HEAD", "/a", "If-Match", weak).status()).isEqualTo(412);
    assertThat(visitor.put("/a", "x", "If-None-Match", weak).status()).isEqualTo(412);
    assertThat(visitor.put("/a", "x", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(visitor.put("/a", "x", "If-Match", weak).status()).isEqualTo(412);
    for (Visitor.Reply open :
        new Visitor.Reply[] {
          visitor.ask("HEAD", "/a", "If-Match", strong),
          visitor.put("/a", "x", "If-Match", strong),
          visitor.put("/a", "x", "If-None-Match", strong),
          visitor.ask("DELETE", "/a", "If-Match", strong)
        }) {
      assertThat(open.status()).isEqualTo(503);
      assertThat(open.field("Retry-After")).isEqualTo("15");
    }
    assertThat(visitor.put("/a", "x", "If-Match", "*").status()).isEqualTo(204);
  }

  @Test
  @Timeout(60)
  void aLargeFilePutInByHandHasAStrongTagOnceItIsRead() throws IOException {
    sparse(Catalogue.SMALL + 1);
    String weak = visitor.ask("HEAD", "/a").field("ETag");
    String tag = weak;
    while (tag.startsWith("W/")) {
      tag = visitor.ask("HEAD", "/a").field("ETag");
    }
    assertThat(visitor.get("/a", "Range", "bytes=0-9", "If-Range", weak).status()).isEqualTo(200);
    assertThat(visitor.get("/a", "Range", "bytes=0-9", "If-Range", tag).status()).isEqualTo(206);
    assertThat(visitor.get("/a").field("Repr-Digest")).startsWith("sha-256=:");
    assertThat(visitor.get("/a", "If-None-Match", weak).status()).isEqualTo(304);
    assertThat(visitor.get("/a", "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(visitor.put("/a", "x", "If-Match", tag).status()).isEqualTo(204);
  }

  private void sparse(long size) throws IOException {
    Path path = folder.resolve("a");
    try (SeekableByteChannel file =
        Files.newByteChannel(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      assertThat(file.position(size - 1).write(ByteBuffer.allocate(1))).isEqualTo(1);
    }
    Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
  }

  private void byHand(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), content);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
  }
}
