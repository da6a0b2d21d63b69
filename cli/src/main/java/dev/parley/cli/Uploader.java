// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import dev.parley.client.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brings several uploads to their ends, some of them at a time; can be stopped. */
final class Uploader {
  /**
   * How much it does.
   *
   * @param parallel uploads at a time
   * @param failEarly whether none is begun after one that failed
   * @param longest how long one may take with all its tries; for ever where it is empty
   */
  record Effort(int parallel, boolean failEarly, Optional<Duration> longest, Retries retries) {}

  /** Whoever wants to see it. */
  interface Watcher {
    /** One begins. */
    void began(Upload upload, Progress progress);

    /** A try of one failed, and another one follows after a pause. */
    void pauses(Upload upload, String why);

    /** One is over, also one that never began. */
    void ended(UploadResult result);
  }

  private final ParleyClient client;
  private final Effort effort;
  private final Function<Upload, Request> requests;
  private final Function<Upload, Progress> progresses;
  private final Watcher watcher;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();
  private final Map<Progress, CompletableFuture<?>> running = new HashMap<>();

  Uploader(
      ParleyClient client,
      Effort effort,
      Function<Upload, Request> requests,
      Function<Upload, Progress> progresses,
      Watcher watcher) {
    this.client = client;
    this.effort = effort;
    this.requests = requests;
    this.progresses = progresses;
    this.watcher = watcher;
  }

  /** Uploads them, and returns when the last one is over. */
  List<UploadResult> run(List<Upload> uploads) throws InterruptedException {
    UploadResult[] results = new UploadResult[uploads.size()];
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < results.length; i = next.getAndIncrement()) {
            results[i] = one(uploads.get(i));
          }
        };
    List<Thread> threads =
        IntStream.range(0, Math.min(effort.parallel(), results.length))
            .mapToObj(i -> new Thread(guarded(worker), "parley-put-" + i))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable broken = bug.get();
    if (broken != null) {
      throw new IllegalStateException("an upload broke the program", broken);
    }
    return Arrays.asList(results);
  }

  private Runnable guarded(Runnable worker) {
    return () -> {
      try {
        worker.run();
      } catch (RuntimeException | Error broken) {
        bug.compareAndSet(null, broken);
        stop();
      }
    };
  }

  /** Gives up what is under way, and begins nothing more; on any thread. */
  void stop() {
    stopped.countDown();
    List<CompletableFuture<?>> open;
    synchronized (running) {
      open = List.copyOf(running.values());
    }
    open.forEach(upload -> upload.cancel(true));
  }

  boolean stopped() {
    return stopped.getCount() == 0;
  }

  private UploadResult one(Upload upload) {
    UploadResult result = begin(upload);
    if (!result.uploaded()) {
      failed.set(true);
    }
    watcher.ended(result);
    return result;
  }

  private UploadResult begin(Upload upload) {
    if (stopped() || (effort.failEarly() && failed.get())) {
      return UploadResult.notTried(upload);
    }
    Progress progress = progresses.apply(upload);
    watcher.began(upload, progress);
    UploadResult result = new Tries(this, upload, requests.apply(upload), progress, effort).run();
    synchronized (running) {
      running.remove(progress);
    }
    return result;
  }

  // For tries

  /** Sends a request, which {@link #stop} cancels. */
  CompletableFuture<Response<String>> send(Request request, Progress progress) {
    CompletableFuture<Response<String>> response =
        client.sendAsync(request, ResponseText.handler(progress), progress);
    synchronized (running) {
      running.put(progress, response);
    }
    if (stopped()) {
      response.cancel(true);
    }
    return response;
  }

  /** Tells of a pause that begins. */
  void pauses(Upload upload, String why) {
    watcher.pauses(upload, why);
  }

  /** Does nothing for that long; false where it was stopped meanwhile. */
  boolean pause(Duration time) throws InterruptedException {
    return !stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
