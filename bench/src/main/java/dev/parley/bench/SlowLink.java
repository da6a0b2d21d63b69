// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network of two hosts with a long way between them: this one and a network namespace, joined by
 * two TUN devices whose packets this process carries over, late, and no faster than a rate. None is
 * lost: what is too much for the rate waits.
 *
 * <p>TCP is the kernel's on both sides, so that a connection costs its round trip and starts
 * slowly, as on a real way. What {@code tc netem} does, for kernels that lack it.
 */
final class SlowLink implements AutoCloseable {
  static final String NAMESPACE = "parley-bench";
  static final String HERE = "198.18.0.1";
  private static final String NETWORK = "198.18.0.0/30";
  private static final String THERE = "198.18.0.2";
  private static final String NEAR_DEVICE = "parley-origin";
  private static final String FAR_DEVICE = "parley-client";

  private final FileDescriptor near;
  private final FileDescriptor far;
  private final Direction up;
  private final Direction down;

  private SlowLink(FileDescriptor near, FileDescriptor far) {
    this.near = near;
    this.far = far;
    this.up = new Direction("link-up", far, near);
    this.down = new Direction("link-down", near, far);
  }

  /** Makes the namespace and the link; needs the rights of root. */
  static SlowLink open() throws IOException, InterruptedException {
    remove();
    ip("netns", "add", NAMESPACE);
    SlowLink link = new SlowLink(Tun.open(NEAR_DEVICE), Tun.open(FAR_DEVICE));
    Runtime.getRuntime().addShutdownHook(new Thread(SlowLink::remove));
    ip("link", "set", FAR_DEVICE, "netns", NAMESPACE);
    ip("-n", NAMESPACE, "link", "set", "lo", "up");
    ip("addr", "add", HERE + "/30", "dev", NEAR_DEVICE);
    ip("link", "set", NEAR_DEVICE, "gso_max_segs", "11", "up");
    ip("-n", NAMESPACE, "addr", "add", THERE + "/30", "dev", FAR_DEVICE);
    ip("-n", NAMESPACE, "link", "set", FAR_DEVICE, "gso_max_segs", "11", "up");
    // Others slow down when round trips grow, which here is the scheduler's doing.
    ip("-n", NAMESPACE, "route", "replace", NETWORK, "dev", FAR_DEVICE, "congctl", "reno");
    link.up.start();
    link.down.start();
    return link;
  }

  /** The words that run a command on the far side. */
  static List<String> there(String... command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
    words.addAll(List.of(command));
    return words;
  }

  /**
   * How it behaves from now on.
   *
   * @param oneWay how late packets arrive, in each direction
   * @param bytesPerSecond what fits through towards the origin; 0 for whatever comes
   */
  void set(Duration oneWay, long bytesPerSecond) {
    up.delay = oneWay.toNanos();
    up.rate = bytesPerSecond / 1e9;
    down.delay = oneWay.toNanos();
  }

  /** What the kernel remembers of the way, which would favour whoever comes later. */
  void forget() throws IOException, InterruptedException {
    run(there("ip", "tcp_metrics", "flush"));
  }

  /** Bytes that TCP carried towards the origin so far, each counted once. */
  long carried() {
    return up.carried.get();
  }

  private static void ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    run(command);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  private static void remove() {
    try {
      new ProcessBuilder("ip", "netns", "del", NAMESPACE)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException notThere) {
      // Whoever adds it will hear why.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    remove();
    near.close();
    far.close();
  }

  /** A packet and when it arrives. */
  private static final class Packet {
    private final long due;
    private final byte[] bytes;

    Packet(long due, byte[] bytes) {
      this.due = due;
      this.bytes = bytes;
    }
  }

  /** One way of the link. */
  private static final class Direction {
    private static final int LARGEST = 66 << 10;

    /** What TUN puts before each packet. */
    private static final int HEADER = 10;

    private static final int TCP = 6;

    private final String name;
    private final FileDescriptor from;
    private final FileDescriptor to;
    private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
    private final Map<Integer, Integer> sequences = new HashMap<>();
    private volatile long delay;
    private volatile double rate;
    private final AtomicLong carried = new AtomicLong();

    Direction(String name, FileDescriptor from, FileDescriptor to) {
      this.name = name;
      this.from = from;
      this.to = to;
    }

    void start() {
      thread(name + "-in", this::take);
      thread(name + "-out", this::give);
    }

    private static void thread(String name, Runnable task) {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      thread.start();
    }

    private void take() {
      ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
      long free = System.nanoTime();
      try {
        while (true) {
          int size = from.read(buffer, 0, LARGEST);
          if (size <= HEADER) {
            continue;
          }
          long now = System.nanoTime();
          byte[] bytes = new byte[size];
          buffer.get(0, bytes);
          count(bytes);
          free = Math.max(now, free);
          if (rate > 0) {
            free += (long) (size / rate);
          }
          packets.add(new Packet(free + delay, bytes));
        }
      } catch (IOException closed) {
        // The run is over.
      }
    }

    private void give() {
      ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
      try {
        while (true) {
          Packet packet = packets.take();
          for (long left = packet.due - System.nanoTime();
              left > 0;
              left = packet.due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          buffer.put(0, packet.bytes);
          to.write(buffer, 0, packet.bytes.length);
        }
      } catch (IOException | InterruptedException closed) {
        // The run is over.
      }
    }

    private void count(byte[] bytes) {
      int ip = HEADER;
      if (bytes[ip] >> 4 != 4 || bytes[ip + 9] != TCP) {
        return;
      }
      int tcp = ip + (bytes[ip] & 0xf) * 4;
      int port = number(bytes, tcp, 2);
      int sequence = number(bytes, tcp + 4, 4);
      int length = bytes.length - tcp - ((bytes[tcp + 12] >> 4) & 0xf) * 4;
      boolean opens = (bytes[tcp + 13] & 2) != 0;
      if (opens) {
        sequences.put(port, sequence + 1);
        return;
      }
      int fresh = sequence + length - sequences.getOrDefault(port, sequence);
      if (fresh > 0) {
        carried.addAndGet(fresh);
        sequences.put(port, sequence + length);
      }
    }

    private static int number(byte[] bytes, int at, int size) {
      int number = 0;
      for (int i = at; i < at + size; i++) {
        number = (number << 8) | (bytes[i] & 0xff);
      }
      return number;
    }
  }

  /** TUN devices, as Linux makes them. */
  private static final class Tun {
    private static final int READ_WRITE = 2;
    private static final long SET_INTERFACE = 0x400454caL;
    private static final long SET_OFFLOAD = 0x400454d0L;
    private static final short TUN_WITH_HEADER = 0x0001 | 0x1000 | 0x4000;
    private static final int CHECKSUMS_AND_LARGE_SEGMENTS = 1 | 2;
    private static final int NAME = 16;
    private static final int REQUEST = 40;

    /** The C library. */
    interface C extends Library {
      int open(String path, int flags, Object... more);

      int ioctl(int file, NativeLong request, Object... more);
    }

    private Tun() {}

    static FileDescriptor open(String name) throws IOException {
      C c = Native.load("c", C.class);
      int file = c.open("/dev/net/tun", READ_WRITE);
      if (file < 0) {
        throw new IOException("/dev/net/tun: cannot be opened (expected: the rights of root)");
      }
      ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
      request.put(name.getBytes(StandardCharsets.US_ASCII));
      request.putShort(NAME, TUN_WITH_HEADER);
      if (c.ioctl(file, new NativeLong(SET_INTERFACE), (Object) request.array()) < 0
          || c.ioctl(file, new NativeLong(SET_OFFLOAD), CHECKSUMS_AND_LARGE_SEGMENTS) < 0) {
        throw new IOException(name + ": no such device can be made");
      }
      return new FileDescriptor(file);
    }
  }
}
