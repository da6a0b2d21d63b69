// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What runs on every origin that is a library: it refuses content over {@link #LIMIT} from the
 * head, decides late below {@code /slow/}, and answers with the SHA-256 of what it read.
 */
record Application(int port, boolean echoesRefusals, Closeable server) implements OutcomeOrigin {
  static final long LIMIT = 1 << 20;
  static final Duration DECIDES_AFTER = Duration.ofMillis(500);

  // Kept here, because the logging of the JDK forgets a level with its logger.
  private static final List<Logger> LOGS =
      Stream.of("org.apache", "io.undertow", "org.xnio").map(Logger::getLogger).toList();

  /** Every response is the application's. */
  Application(int port, Closeable server) {
    this(port, true, server);
  }

  /** Silences what servers tell of their starts and stops. */
  static void quiet() {
    LOGS.forEach(log -> log.setLevel(Level.SEVERE));
  }

  /** A request as a server hands it over, on a thread that may block. */
  interface Call {
    String path();

    /** Negative where the head does not tell. */
    long announced();

    InputStream content() throws IOException;

    void answer(int status, String content) throws IOException;
  }

  static void run(Call call) throws IOException {
    if (slow(call.path())) {
      long end = System.nanoTime() + DECIDES_AFTER.toNanos();
      for (long left = DECIDES_AFTER.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
    if (call.announced() > LIMIT) {
      call.answer(413, "");
      return;
    }
    MessageDigest digest = Sample.newDigest();
    try (InputStream content = new DigestInputStream(call.content(), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    call.answer(201, hex(digest));
  }

  static boolean slow(String path) {
    return path.startsWith("/slow/");
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public boolean echoes(int status) {
    return status < 400 || echoesRefusals;
  }

  @Override
  public String digest(String path, String content) {
    return content;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
