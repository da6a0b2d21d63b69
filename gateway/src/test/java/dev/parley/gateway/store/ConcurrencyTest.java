// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static dev.parley.gateway.store.Visitor.files;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ConcurrencyTest {

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Store store;
  private Visitor visitor;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(StorePolicy.in(folder).withFreeReserve(0).withDurable(false));
    visitor = new Visitor(store);
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    assertThat(files(folder.resolve(".parley/incoming"))).isEmpty();
    assertThat(store.promised()).isZero();
    store.close();
  }

  private <T> List<T> together(List<Callable<T>> calls) throws Exception {
    CyclicBarrier start = new CyclicBarrier(calls.size());
    List<Future<T>> running = new ArrayList<>();
    for (Callable<T> call : calls) {
      running.add(
          threads.submit(
              () -> {
                assertThat(start.await()).isNotNegative();
                return call.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(future.get());
    }
    return results;
  }

  @Test
  void ofManyCreatorsExactlyOneWins() throws Exception {
    for (int round = 0; round < 30; round++) {
      String target = "/new/" + round;
      List<Callable<Visitor.Reply>> creators = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // All are admitted while nothing is there; only the commit can decide.
        String content = "creator " + i;
        Upload upload =
            visitor.begin(Visitor.upload("PUT", target, content.length(), "If-None-Match", "*"));
        creators.add(() -> Visitor.deliver(upload, content.getBytes(UTF_8)));
      }
      List<Visitor.Reply> replies = together(creators);
      assertThat(replies)
          .extracting(Visitor.Reply::status)
          .containsExactlyInAnyOrder(201, 412, 412, 412);
      Visitor.Reply winner =
          replies.stream().filter(reply -> reply.status() == 201).findFirst().orElseThrow();
      assertThat(visitor.get(target).field("ETag")).isEqualTo(winner.field("ETag"));
    }
  }

  @Test
  void ofManyReplacersOfOneStateExactlyOneWins() throws Exception {
    String tag = visitor.put("/a", "state 0").field("ETag");
    for (int round = 1; round < 30; round++) {
      List<Callable<Visitor.Reply>> replacers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String content = "state " + round + " by " + i;
        String expected = tag;
        replacers.add(() -> visitor.put("/a", content, "If-Match", expected));
      }
      List<Visitor.Reply> replies = together(replacers);
      assertThat(replies)
          .extracting(Visitor.Reply::status)
          .containsExactlyInAnyOrder(204, 412, 412);
      tag = visitor.get("/a").field("ETag");
    }
  }

  @Test
  void aReaderSeesWhollyOldOrWhollyNewContent() throws Exception {
    List<String> versions = List.of("a".repeat(200_000), "b".repeat(300_000), "c".repeat(100_000));
    List<String> tags = new ArrayList<>();
    for (String version : versions) {
      tags.add(visitor.put("/a", version).field("ETag"));
    }
    AtomicBoolean done = new AtomicBoolean();
    Callable<Integer> writer =
        () -> {
          for (int i = 0; i < 60; i++) {
            assertThat(visitor.put("/a", versions.get(i % 3)).status()).isEqualTo(204);
          }
          done.set(true);
          return 0;
        };
    Callable<Integer> reader =
        () -> {
          int seen = 0;
          while (!done.get()) {
            Visitor.Reply reply = visitor.get("/a");
            assertThat(reply.status()).isEqualTo(200);
            int version = versions.indexOf(reply.text());
            assertThat(version).isNotNegative();
            assertThat(reply.field("ETag")).isEqualTo(tags.get(version));
            seen++;
          }
          return seen;
        };
    assertThat(together(List.of(writer, reader, reader))).hasSize(3);
  }

  @Test
  void aReaderKeepsWhatItOpenedWhenTheNameIsReplacedOrRemoved() {
    assertThat(visitor.put("/a", "old").status()).isEqualTo(201);
    StoreResponse open = response("/a");
    assertThat(visitor.put("/a", "newer").status()).isEqualTo(204);
    StoreResponse second = response("/a");
    assertThat(visitor.ask("DELETE", "/a").status()).isEqualTo(204);
    assertThat(Visitor.read(open).text()).isEqualTo("old");
    assertThat(Visitor.read(second).text()).isEqualTo("newer");
  }

  private StoreResponse response(String target) {
    return store
        .plan(Visitor.request("GET", target))
        .fold(
            response -> response,
            upload -> {
              throw new AssertionError();
            });
  }

  @Test
  void aFileAndAFolderOfOneNameNeverBothComeTrue() throws Exception {
    for (int round = 0; round < 300; round++) {
      String name = "/n" + round;
      List<Visitor.Reply> replies =
          together(
              List.of(
                  () -> visitor.put(name, "file"),
                  () -> visitor.put(name + "/below", "nested"),
                  () -> visitor.put(name + "/deep/below", "nested")));
      long stored = replies.stream().filter(reply -> reply.status() == 201).count();
      assertThat(replies).extracting(Visitor.Reply::status).containsOnly(201, 409);
      assertThat(stored).isEqualTo(visitor.get(name).status() == 200 ? 1 : 2);
    }
  }

  @Test
  void uploadsWritersAndRemoversOfOneNameDoNotDisturbEachOther() throws Exception {
    Callable<List<Integer>> writer = () -> repeat(() -> visitor.put("/a", "abc").status());
    Callable<List<Integer>> remover = () -> repeat(() -> visitor.ask("DELETE", "/a").status());
    Callable<List<Integer>> reader = () -> repeat(() -> visitor.get("/a").status());
    Callable<List<Integer>> guarded =
        () -> repeat(() -> visitor.put("/a", "abd", "If-Match", "\"x\"").status());
    List<List<Integer>> statuses = together(List.of(writer, remover, reader, guarded));
    assertThat(statuses.get(0)).containsAnyOf(201, 204).doesNotContain(500, 507);
    assertThat(statuses.get(1)).isSubsetOf(204, 404);
    assertThat(statuses.get(2)).isSubsetOf(200, 404);
    assertThat(statuses.get(3)).containsOnly(412);
  }

  @Test
  void anUploadNeverFailsBecauseADeleteTookItsFolder() throws Exception {
    Callable<List<Integer>> one = () -> repeat(() -> putAndDelete("/d/e/one"));
    Callable<List<Integer>> two = () -> repeat(() -> putAndDelete("/d/e/two"));
    Callable<List<Integer>> three = () -> repeat(() -> visitor.ask("DELETE", "/d/").status());
    List<List<Integer>> statuses = together(List.of(one, two, three));
    assertThat(statuses.get(0)).containsOnly(201);
    assertThat(statuses.get(1)).containsOnly(201);
    assertThat(statuses.get(2)).isSubsetOf(204, 404, 409);
    assertThat(folder.resolve("d")).doesNotExist();
  }

  private int putAndDelete(String target) {
    int status = visitor.put(target, "abc").status();
    assertThat(visitor.ask("DELETE", target).status()).isEqualTo(204);
    return status;
  }

  private static List<Integer> repeat(Callable<Integer> call) throws Exception {
    List<Integer> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      results.add(call.call());
    }
    return results;
  }

  @Test
  void generatedNamesNeverMeet() throws Exception {
    Callable<List<String>> poster =
        () -> {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            names.add(visitor.post("/box/", "abc").field("Location"));
          }
          return names;
        };
    List<String> all = together(List.of(poster, poster)).stream().flatMap(List::stream).toList();
    assertThat(all).hasSize(200).doesNotHaveDuplicates();
  }
}
