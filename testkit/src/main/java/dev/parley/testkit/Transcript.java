// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has received so far, and how much it sent. A live view: safe to read from any
 * thread while the script still runs.
 */
public final class Transcript {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final List<Head> heads = new ArrayList<>();
  private final List<Discarded> discarded = new ArrayList<>();
  private long bytesReceived;
  private long bytesSent;
  private @Nullable Ending ending;

  Transcript() {}

  /** The heads the script read, in order. */
  public synchronized List<Head> heads() {
    return List.copyOf(heads);
  }

  /** The contents the script discarded, in order. */
  public synchronized List<Discarded> discarded() {
    return List.copyOf(discarded);
  }

  /** Every byte the script read, except those of discarded content, as ISO-8859-1. */
  public synchronized String received() {
    return kept.toString(StandardCharsets.ISO_8859_1);
  }

  /** Every byte that came off the socket, whether the script read it or not. */
  public synchronized long bytesReceived() {
    return bytesReceived;
  }

  /** Every byte the kernel took from this peer. */
  public synchronized long bytesSent() {
    return bytesSent;
  }

  /** How the other end stopped talking, if this end has seen it. */
  public synchronized Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  synchronized void keep(byte[] bytes, int from, int count) {
    kept.write(bytes, from, count);
  }

  synchronized void add(Head head) {
    heads.add(head);
  }

  synchronized void add(Discarded content) {
    discarded.add(content);
  }

  synchronized void countReceived(int bytes) {
    bytesReceived += bytes;
  }

  synchronized void countSent(int bytes) {
    bytesSent += bytes;
  }

  synchronized void endedBy(Ending how) {
    if (ending == null) {
      ending = how;
    }
  }
}
