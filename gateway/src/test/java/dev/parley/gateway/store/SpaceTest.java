// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static dev.parley.gateway.store.Visitor.files;
import static dev.parley.gateway.store.Visitor.openEnded;
import static dev.parley.gateway.store.Visitor.upload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpaceTest {

  private static final int MIB = 1 << 20;

  /** A file and the record of its digest. */
  private static final int NAMES = 2 * (int) Space.BLOCK;

  @TempDir Path folder;
  private final AtomicLong usable = new AtomicLong(100 * MIB);
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    StorePolicy policy = StorePolicy.in(folder).withFreeReserve(10 * MIB).withDurable(false);
    store = Store.open(policy, asked -> usable.get());
    visitor = new Visitor(store);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(store.promised()).isZero();
    store.close();
  }

  @Test
  void whatDoesNotFitBesideTheReserveIsRefusedBeforeTheContent() {
    assertThat(visitor.answer(upload("PUT", "/a", 90 * MIB - NAMES + 1)).status()).isEqualTo(507);
    visitor.begin(upload("PUT", "/a", 90 * MIB - NAMES)).abort();
  }

  @Test
  void anAnnouncementAloneKeepsNoSpaceFromOthers() {
    Upload first = visitor.begin(upload("PUT", "/a", 89 * MIB));
    assertThat(store.promised()).isEqualTo(MIB + NAMES);
    visitor.begin(upload("PUT", "/b", 88 * MIB)).abort();
    assertThat(visitor.answer(upload("PUT", "/b", 89 * MIB)).status()).isEqualTo(507);
    first.abort();
  }

  @Test
  void whatIsWrittenIsNoLongerPromisedAndMoreIsAsItComes() {
    Upload upload = visitor.begin(upload("PUT", "/a", 10 * MIB));
    assertThat(upload.write(ByteBuffer.allocate(MIB))).isEmpty();
    assertThat(store.promised()).isEqualTo(NAMES);
    assertThat(upload.write(ByteBuffer.allocate(MIB))).isEmpty();
    // What comes within a minute at a MiB per second is all that is missing.
    assertThat(store.promised()).isEqualTo(8 * MIB + NAMES);
    upload.abort();
  }

  @Test
  void whoFindsNoSpaceLeftIsRefusedThenAndLeavesIt() throws IOException {
    Upload first = visitor.begin(upload("PUT", "/a", 60 * MIB));
    Upload second = visitor.begin(upload("PUT", "/b", 60 * MIB));
    assertThat(first.write(ByteBuffer.allocate(2 * MIB))).isEmpty();
    assertThat(second.write(ByteBuffer.allocate(MIB))).isEmpty();
    usable.set(10 * MIB);
    assertThat(second.write(ByteBuffer.allocate(MIB)).orElseThrow().status()).isEqualTo(507);
    assertThat(files(folder)).hasSize(2);
    first.abort();
  }

  @Test
  void aSlowUploadKeepsWhatItSendsInAMinute() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Space space = new Space(folder, asked -> 1L << 40, 0, nanos::get);
    Space.Claim slow = space.claim(OptionalLong.of(1L << 39), 0);
    for (int i = 0; i < 100; i++) {
      nanos.addAndGet(1_000_000_000);
      assertThat(slow.cover(600)).isTrue();
      slow.spent(600);
      assertThat(space.promised()).isLessThanOrEqualTo(MIB);
    }
    slow.release();
    assertThat(space.promised()).isZero();
  }

  @Test
  void anUploadThatBecomesSlowGivesBackWhatItWasPromised() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Space space = new Space(folder, asked -> 1L << 40, 0, nanos::get);
    Space.Claim upload = space.claim(OptionalLong.of(1L << 39), 0);
    for (int i = 0; i < 10; i++) {
      nanos.addAndGet(1_000_000_000);
      assertThat(upload.cover(100 * MIB)).isTrue();
      upload.spent(100 * MIB);
    }
    assertThat(space.promised()).isGreaterThan(1000L * MIB);
    for (int i = 0; i < 10; i++) {
      nanos.addAndGet(1_000_000_000);
      assertThat(upload.cover(600)).isTrue();
      upload.spent(600);
    }
    assertThat(space.promised()).isLessThanOrEqualTo(MIB);
    upload.release();
    assertThat(space.promised()).isZero();
  }

  @Test
  void aFailedConditionGivesTheSpaceBack() {
    assertThat(visitor.answer(upload("PUT", "/a", MIB, "If-Match", "*")).status()).isEqualTo(412);
    assertThat(store.promised()).isZero();
  }

  @Test
  void aLackOfSpaceOutranksACondition() {
    usable.set(10 * MIB);
    assertThat(visitor.answer(upload("PUT", "/a", 1, "If-Match", "*")).status()).isEqualTo(507);
  }

  @Test
  void anEmptyFileAndEveryFolderForItTakeABlock() {
    usable.set(10 * MIB + NAMES - 1);
    assertThat(visitor.answer(upload("PUT", "/a", 0)).status()).isEqualTo(507);
    assertThat(visitor.answer(upload("POST", "/", 0)).status()).isEqualTo(507);
    usable.set(10 * MIB + NAMES);
    assertThat(visitor.begin(upload("PUT", "/a", 0)).commit().status()).isEqualTo(201);
    assertThat(visitor.answer(upload("PUT", "/d/e/f", 0)).status()).isEqualTo(507);
    assertThat(visitor.answer(upload("POST", "/d/e/", 0)).status()).isEqualTo(507);
    usable.set(10 * MIB + NAMES + 2 * (int) Space.BLOCK);
    visitor.begin(upload("POST", "/d/e/", 0)).abort();
    assertThat(visitor.begin(upload("PUT", "/d/e/f", 0)).commit().status()).isEqualTo(201);
    usable.set(10 * MIB + NAMES);
    assertThat(visitor.begin(upload("PUT", "/d/e/g", 0)).commit().status()).isEqualTo(201);
  }

  @Test
  void contentOfUnknownLengthStopsAtTheReserve() throws IOException {
    Upload upload = visitor.begin(openEnded("PUT", "/a"));
    assertThat(upload.write(ByteBuffer.allocate(3 * MIB))).isEmpty();
    usable.set(11 * MIB + NAMES);
    assertThat(upload.write(ByteBuffer.allocate(MIB))).isEmpty();
    usable.set(10 * MIB);
    assertThat(upload.write(ByteBuffer.allocate(1)).orElseThrow().status()).isEqualTo(507);
    assertThat(files(folder)).containsExactly(".parley/lock");
    assertThat(upload.commit().status()).isEqualTo(507);
    assertThat(visitor.answer(openEnded("PUT", "/b")).status()).isEqualTo(507);
  }

  @Test
  void aDiskThatFillsMeanwhileIsAnswered507AndLeavesNothing(@TempDir Path other)
      throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "/dev/full");
    Arrival.Opening opening =
        file -> {
          Files.createFile(file);
          return FileChannel.open(full, StandardOpenOption.WRITE);
        };
    Store.Platform platform =
        new Store.Platform(UsableSpace.OF_FILE_SYSTEM, Clock.systemUTC(), opening);
    try (Store filling = Store.open(StorePolicy.in(other).withFreeReserve(0), platform)) {
      Visitor.Reply reply = new Visitor(filling).put("/a", "abc");
      assertThat(reply.status()).isEqualTo(507);
      assertThat(files(other)).containsExactly(".parley/lock");
      assertThat(filling.promised()).isZero();
    }
  }

  @Test
  void aDiskThatFailsIsAnswered500AndLeavesNothing(@TempDir Path other) throws IOException {
    Arrival.Opening opening =
        file -> {
          Files.createFile(file);
          throw new IOException("input/output error");
        };
    Store.Platform platform = new Store.Platform(asked -> usable.get(), Clock.systemUTC(), opening);
    try (Store broken = Store.open(StorePolicy.in(other), platform)) {
      assertThat(new Visitor(broken).put("/a", "abc").status()).isEqualTo(500);
      assertThat(files(other)).containsExactly(".parley/lock");
    }
  }

  @Test
  void aSpaceThatCannotBeMeasuredIsAnswered500(@TempDir Path other) throws IOException {
    UsableSpace unknown =
        asked -> {
          throw new IOException("no answer");
        };
    try (Store blind = Store.open(StorePolicy.in(other), unknown)) {
      assertThat(new Visitor(blind).put("/a", "abc").status()).isEqualTo(500);
    }
  }

  @Test
  void aRealSmallDiskIsNeverOverrun(@TempDir Path other) throws Exception {
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", other.toString())
            .redirectErrorStream(true)
            .start();
    Assumptions.assumeTrue(mount.waitFor() == 0, "the right to mount a small tmpfs");
    try (Store small = Store.open(StorePolicy.in(other).withFreeReserve(0))) {
      Visitor guest = new Visitor(small);
      assertThat(guest.answer(upload("PUT", "/a", 2 * MIB)).status()).isEqualTo(507);
      Upload known = guest.begin(upload("PUT", "/a", 800_000));
      Files.write(other.resolve("by-hand"), new byte[600_000]);
      assertThat(known.write(ByteBuffer.allocate(800_000)).orElseThrow().status()).isEqualTo(507);
      assertThat(files(other)).containsExactly(".parley/lock", "by-hand");
      Upload open = guest.begin(openEnded("PUT", "/b"));
      assertThat(open.write(ByteBuffer.allocate(2 * MIB)).orElseThrow().status()).isEqualTo(507);
      assertThat(files(other)).containsExactly(".parley/lock", "by-hand");
    } finally {
      assertThat(new ProcessBuilder("umount", other.toString()).start().waitFor()).isZero();
    }
  }
}
