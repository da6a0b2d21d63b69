// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/** Content of a response, which ends with its call and fails as users of OkHttp expect. */
final class UploadStream extends FilterInputStream {
  private final Call call;
  private final CompletableFuture<Void> clock = new CompletableFuture<>();
  private volatile boolean late;

  /**
   * Content of a response.
   *
   * @param left how long it may be read; for ever where it is zero
   * @param surrender gives the response up
   */
  UploadStream(InputStream content, Call call, Duration left, Runnable surrender) {
    super(content);
    this.call = call;
    if (!left.isZero()) {
      clock
          .orTimeout(left.toNanos(), TimeUnit.NANOSECONDS)
          .exceptionally(
              elapsed -> {
                late = true;
                surrender.run();
                return null;
              });
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] block, int from, int count) throws IOException {
    try {
      int got = super.read(block, from, count);
      if (got < 0) {
        clock.complete(null);
      }
      return got;
    } catch (IOException failed) {
      if (late) {
        InterruptedIOException timeout = new InterruptedIOException("timeout");
        timeout.initCause(failed);
        throw timeout;
      }
      throw call.isCanceled() ? new IOException("Canceled", failed) : Failures.ofResponse(failed);
    }
  }

  @Override
  public void close() throws IOException {
    clock.complete(null);
    super.close();
  }
}
