// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashingTest {

  /** Runs a task when the test says so. */
  private static final class Steps extends AbstractExecutorService {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void step() {
      tasks.remove().run();
    }

    int steps() {
      int steps = 0;
      for (; !tasks.isEmpty(); steps++) {
        step();
      }
      return steps;
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  private static final class Hand extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @TempDir Path folder;
  private final Steps steps = new Steps();
  private final Hand clock = new Hand();
  private Digests digests;
  private Hashing hashing;

  @BeforeEach
  void open() {
    digests = new Digests(folder, folder);
    hashing = new Hashing(digests, clock, steps);
  }

  private Place file(String name, long size) throws IOException {
    Path path = folder.resolve(name);
    try (SeekableByteChannel file =
        Files.newByteChannel(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      assertThat(file.position(size - 1).write(ByteBuffer.wrap(new byte[] {1}))).isEqualTo(1);
    }
    return new Place(new Name(List.of(name), false), path, Place.Kind.FILE);
  }

  private Optional<Checksum> known(Place place) throws IOException {
    return digests.recall(place.name(), Stamp.of(place.path()));
  }

  @Test
  void aFileIsReadInTurnsAndItsDigestRemembered() throws IOException {
    Place place = file("a", 2L * Hashing.TURN + 1);
    hashing.want(place, Stamp.of(place.path()));
    hashing.want(place, Stamp.of(place.path()));
    assertThat(steps.steps()).isEqualTo(3);
    assertThat(known(place))
        .contains(Checksum.of(Hash.SHA_256.start().digest(Files.readAllBytes(place.path()))));
    assertThat(hashing.readings()).isZero();
  }

  @Test
  void aSmallFileDoesNotWaitForALargeOne() throws IOException {
    Place large = file("large", 20L << 30);
    Place small = file("small", 3);
    hashing.want(large, Stamp.of(large.path()));
    hashing.want(small, Stamp.of(small.path()));
    steps.step();
    steps.step();
    assertThat(known(small)).isPresent();
    assertThat(known(large)).isEmpty();
  }

  @Test
  void aFileThatNobodyAsksForRestsAndGoesOnWhenItIsAskedForAgain() throws IOException {
    Place place = file("a", 3L * Hashing.TURN);
    Stamp stamp = Stamp.of(place.path());
    hashing.want(place, stamp);
    steps.step();
    steps.step();
    clock.now = clock.now.plus(Hashing.WANTED);
    assertThat(steps.steps()).isEqualTo(1);
    assertThat(known(place)).isEmpty();

    hashing.want(place, stamp);
    assertThat(steps.steps()).isEqualTo(1);
    assertThat(known(place)).isPresent();
  }

  @Test
  void aFileThatChangesMeanwhileHasNoDigest() throws IOException {
    Place place = file("a", 2L * Hashing.TURN);
    hashing.want(place, Stamp.of(place.path()));
    steps.step();
    Files.writeString(place.path(), "shorter");
    assertThat(steps.steps()).isEqualTo(1);
    assertThat(known(place)).isEmpty();
    assertThat(hashing.readings()).isZero();
  }

  @Test
  void aFileThatRestsGivesWayWhereManyAreWanted() throws IOException {
    Place first = file("first", 2L * Hashing.TURN);
    hashing.want(first, Stamp.of(first.path()));
    for (int i = 1; i < 2 * Hashing.FILES; i++) {
      Place place = file("f" + i, 2L * Hashing.TURN);
      hashing.want(place, Stamp.of(place.path()));
    }
    assertThat(hashing.readings()).isEqualTo(Hashing.FILES);
    clock.now = clock.now.plus(Hashing.WANTED);
    assertThat(steps.steps()).isEqualTo(Hashing.FILES);
    Place late = file("late", 3);
    hashing.want(late, Stamp.of(late.path()));
    assertThat(steps.steps()).isEqualTo(1);
    assertThat(known(late)).isPresent();
  }

  @Test
  void nothingIsReadAfterTheEnd() throws IOException {
    Place place = file("a", 3);
    hashing.want(place, Stamp.of(place.path()));
    hashing.close();
    assertThat(steps.steps()).isEqualTo(1);
    assertThat(known(place)).isEmpty();
  }
}
