// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static dev.parley.gateway.store.Visitor.files;
import static dev.parley.gateway.store.Visitor.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {

  @TempDir Path parent;

  private StorePolicy policy() {
    return StorePolicy.in(parent.resolve("deep/store")).withFreeReserve(0);
  }

  @Test
  void theFolderIsCreatedWithTheStoresOwnFolderInside() throws IOException {
    try (Store store = Store.open(policy())) {
      assertThat(store.recovered()).isZero();
      assertThat(parent.resolve("deep/store/.parley/incoming")).isDirectory();
      assertThat(parent.resolve("deep/store/.parley/digests")).isDirectory();
    }
  }

  @Test
  void whatACrashLeftBehindIsClearedAwayAndCounted() throws IOException {
    try (Store store = Store.open(policy())) {
      assertThat(new Visitor(store).put("/kept", "abc").status()).isEqualTo(201);
    }
    // The state a killed process leaves: no commit, no abort, no close.
    Path incoming = parent.resolve("deep/store/.parley/incoming");
    Files.writeString(incoming.resolve("one.part"), "half");
    Files.writeString(incoming.resolve("two.part"), "");
    Files.writeString(incoming.resolve("three.digest"), "x");
    try (Store store = Store.open(policy())) {
      assertThat(store.recovered()).isEqualTo(2);
      assertThat(files(incoming)).isEmpty();
      assertThat(new Visitor(store).get("/kept").text()).isEqualTo("abc");
    }
    try (Store store = Store.open(policy())) {
      assertThat(store.recovered()).isZero();
    }
  }

  @Test
  void aSecondStoreCannotTakeTheSameFolder() throws IOException {
    try (Store store = Store.open(policy())) {
      Upload upload = new Visitor(store).begin(upload("PUT", "/a", 3));
      assertThat(upload.write(ByteBuffer.allocate(3))).isEmpty();
      assertThatExceptionOfType(StoreUnusableException.class)
          .isThrownBy(() -> Store.open(policy()).close())
          .withMessageContaining("expected: a folder no other gateway is using");
      assertThat(upload.commit().status()).isEqualTo(201);
    }
    Store.open(policy()).close();
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    for (Path folder : new Path[] {file, file.resolve("below")}) {
      assertThatExceptionOfType(StoreUnusableException.class)
          .isThrownBy(() -> Store.open(StorePolicy.in(folder)).close())
          .withMessageContaining(folder.toString())
          .withMessageContaining("expected: a folder, or a place where one can be created");
    }
  }

  @Test
  void theStoresOwnFolderMustNotLeadElsewhere() throws IOException {
    Path folder = Files.createDirectories(parent.resolve("deep/store"));
    Files.createDirectory(parent.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve(".parley"), parent.resolve("elsewhere"));
    assertThatExceptionOfType(StoreUnusableException.class)
        .isThrownBy(() -> Store.open(policy()).close())
        .withMessageContaining("expected: a real folder");
  }

  @Test
  void theFolderItselfMayBeReachedThroughALink() throws IOException {
    Files.createDirectory(parent.resolve("real"));
    Files.createSymbolicLink(parent.resolve("link"), parent.resolve("real"));
    try (Store store = Store.open(StorePolicy.in(parent.resolve("link")).withFreeReserve(0))) {
      assertThat(new Visitor(store).put("/a", "abc").status()).isEqualTo(201);
      assertThat(parent.resolve("real/a")).hasContent("abc");
    }
  }

  @Test
  void closingEndsTheUploadsInFlight() throws IOException {
    Store store = Store.open(policy());
    Visitor visitor = new Visitor(store);
    Upload written = visitor.begin(upload("PUT", "/a", 6));
    Upload waiting = visitor.begin(upload("PUT", "/b", 6));
    assertThat(written.write(ByteBuffer.allocate(3))).isEmpty();
    store.close();
    assertThat(store.promised()).isZero();
    assertThat(files(parent.resolve("deep/store"))).containsExactly(".parley/lock");
    assertThat(written.write(ByteBuffer.allocate(3)).orElseThrow().status()).isEqualTo(503);
    assertThat(waiting.commit().status()).isEqualTo(503);
    assertThat(visitor.put("/a", "abc").status()).isEqualTo(503);
    assertThat(visitor.get("/a").status()).isEqualTo(503);
  }

  @Test
  void optionsAndRequestsAreValidated() {
    assertThatIllegalArgumentException().isThrownBy(() -> policy().withFreeReserve(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new StoreRequest("PUT", "/", name -> List.of(), OptionalLong.of(-1), true));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new StoreRequest("PUT", "/", name -> List.of(), OptionalLong.of(1), false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Field("X", "a\r\nY: b"));
  }
}
