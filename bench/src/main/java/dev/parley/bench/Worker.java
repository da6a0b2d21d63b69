// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.Uploader.Content;
import dev.parley.bench.Uploader.Library;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/**
 * {@code worker}: a process of one client library, which does what it reads on standard input and
 * says on standard output how that went, a line for a line.
 */
@Command(name = "worker", hidden = true, description = "Uploads as it is told on standard input.")
final class Worker implements Callable<Integer> {
  @Parameters(paramLabel = "LIBRARY")
  private String library = "";

  private final byte[] small = new byte[64 << 20];

  Worker() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Library chosen = Library.of(library);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable Uploader kept = null;
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Order order = Order.parse(line);
      // Whoever is to remember nothing is new; whoever is measured under load is warm.
      Uploader client = kept == null || order.time().isEmpty() ? chosen.open(order.atOnce()) : kept;
      Result result = perform(order, client);
      if (order.time().isEmpty()) {
        client.close();
      } else {
        kept = client;
      }
      System.out.println(result.line());
      System.out.flush();
    }
    return ExitCode.OK;
  }

  private Result perform(Order order, Uploader client) throws InterruptedException {
    Content content =
        order.file().isPresent()
            ? Content.of(order.file().get())
            : Content.of(order.size() == small.length ? small : new byte[order.size()]);
    AtomicInteger next = new AtomicInteger();
    Tally tally = new Tally();
    long start = System.nanoTime();
    long end = start + order.time().orElse(0L);
    IntFunction<@Nullable URI> uploads =
        order.time().isPresent()
            ? n -> System.nanoTime() < end ? order.to() : null
            : n -> n < order.uploads() ? order.upload(n) : null;
    if (client instanceof Uploader.Asynchronous asynchronous) {
      CountDownLatch running = new CountDownLatch(order.atOnce());
      for (int i = 0; i < order.atOnce(); i++) {
        start(asynchronous, content, uploads, next, tally, running);
      }
      running.await();
      return tally.result(System.nanoTime() - start);
    }
    ExecutorService threads = Executors.newFixedThreadPool(order.atOnce());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < order.atOnce(); i++) {
        running.add(threads.submit(() -> upload(client, content, uploads, next, tally)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a thread failed", broken.getCause());
    } finally {
      threads.shutdown();
    }
    return tally.result(System.nanoTime() - start);
  }

  /** One upload, and the next when it is over. */
  private static void start(
      Uploader.Asynchronous client,
      Content content,
      IntFunction<@Nullable URI> uploads,
      AtomicInteger next,
      Tally tally,
      CountDownLatch running) {
    URI to = uploads.apply(next.getAndIncrement());
    if (to == null) {
      running.countDown();
      return;
    }
    CompletableFuture<Integer> upload;
    try {
      upload = client.start(to, content);
    } catch (IOException failed) {
      upload = CompletableFuture.failedFuture(failed);
    }
    upload.whenComplete(
        (status, failure) -> {
          if (failure == null) {
            tally.add(status);
          } else {
            tally.failed(failure.toString());
          }
          start(client, content, uploads, next, tally, running);
        });
  }

  private static void upload(
      Uploader client,
      Content content,
      IntFunction<@Nullable URI> uploads,
      AtomicInteger next,
      Tally tally) {
    for (URI to = uploads.apply(next.getAndIncrement());
        to != null;
        to = uploads.apply(next.getAndIncrement())) {
      try {
        tally.add(client.put(to, content));
      } catch (IOException failed) {
        tally.failed(failed.toString());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Counts how uploads ended. */
  private static final class Tally {
    private long taken;
    private long refused;
    private long failed;
    private String first = "-";

    synchronized void add(int status) {
      if (status < 300) {
        taken++;
      } else if (status == 413) {
        refused++;
      } else {
        failed("status " + status);
      }
    }

    synchronized void failed(String why) {
      failed++;
      if (failed == 1) {
        first = why.lines().findFirst().orElse("-");
      }
    }

    synchronized Result result(long nanos) {
      return new Result(nanos, taken, refused, failed, first);
    }
  }

  /**
   * What a worker shall do.
   *
   * @param to the origin
   * @param atOnce uploads at a time
   * @param file the content; empty for bytes in memory
   * @param size of the content in memory
   * @param time how long, in nanoseconds; empty to go by {@code verdicts}
   * @param verdicts a letter for each upload, {@code r} for one that is to be refused
   */
  record Order(
      URI to, int atOnce, Optional<Path> file, int size, Optional<Long> time, String verdicts) {
    int uploads() {
      return verdicts.length();
    }

    URI upload(int n) {
      return to.resolve((verdicts.charAt(n) == 'r' ? Origin.REFUSING : "/taken") + "/" + n);
    }

    String line() {
      return String.join(
          " ",
          to.toString(),
          Integer.toString(atOnce),
          file.map(Path::toString).orElse("-"),
          Integer.toString(size),
          Long.toString(time.orElse(0L)),
          verdicts.isEmpty() ? "-" : verdicts);
    }

    static Order parse(String line) {
      String[] words = line.split(" ", -1);
      return new Order(
          URI.create(words[0]),
          Integer.parseInt(words[1]),
          words[2].equals("-") ? Optional.empty() : Optional.of(Path.of(words[2])),
          Integer.parseInt(words[3]),
          Optional.of(Long.parseLong(words[4])).filter(time -> time > 0),
          words[5].equals("-") ? "" : words[5]);
    }
  }

  /**
   * How it went.
   *
   * @param nanos how long all of it took
   * @param taken uploads that got a 2xx
   * @param refused uploads that got the 413
   * @param failed uploads that got neither
   * @param failure the first of them
   */
  record Result(long nanos, long taken, long refused, long failed, String failure) {
    String line() {
      return nanos + " " + taken + " " + refused + " " + failed + " " + failure;
    }

    static Result parse(String line) {
      String[] words = line.split(" ", 5);
      return new Result(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          words[4]);
    }
  }
}
