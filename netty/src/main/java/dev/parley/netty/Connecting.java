// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is being made: from the name of its host to where it is ready for a request,
 * all within one time. On one event loop.
 */
final class Connecting {
  /** A clock of nanoseconds does not reach as far as a duration. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** What takes its time. */
  private enum Step {
    LOOKING_UP("looking up the host"),
    CONNECTING("connecting"),
    PREPARING("making a tunnel or TLS");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  private final EventLoop loop;
  private final DeadlineTimer timer;
  private Duration within;
  private Consumer<Upstream> connected;
  private Consumer<Throwable> failed;
  private Step step = Step.LOOKING_UP;
  private @Nullable Channel channel;
  private boolean ahead;
  private boolean over;

  Connecting(
      EventLoop loop, Duration within, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    this.loop = loop;
    this.timer = new DeadlineTimer(loop, this::elapsed);
    this.within = within;
    this.connected = connected;
    this.failed = failed;
    arm();
  }

  private void arm() {
    timer.arm(within.compareTo(LONGEST) < 0 ? within : LONGEST);
  }

  /** Nobody needs it yet. */
  void madeAhead() {
    ahead = true;
  }

  /** It is somebody else's from now on, who has a time of its own. */
  void claim(Duration time, Consumer<Upstream> whoWaits, Consumer<Throwable> orNot) {
    within = time;
    connected = whoWaits;
    failed = orNot;
    arm();
  }

  /** Whether there is anything left to do once the address is known. */
  boolean goesOn() {
    if (!over && loop.isShuttingDown()) {
      // A loop that stops has closed its channels already, and would forget one made now.
      fail(new ClosedChannelException());
    }
    return !over;
  }

  /** The socket is there, and may be given up. */
  void connecting(Channel made) {
    channel = made;
    step = Step.CONNECTING;
  }

  /** The socket has joined the event loop, and can be closed from now on. */
  void joined(Channel made) {
    if (over) {
      made.close();
    }
  }

  /** The socket is connected. */
  void preparing() {
    step = Step.PREPARING;
  }

  void succeed(Upstream made) {
    if (over) {
      made.drop();
      return;
    }
    over = true;
    timer.close();
    made.begin();
    if (ahead) {
      made.madeAhead();
    }
    connected.accept(made);
  }

  void fail(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    timer.close();
    if (channel != null && channel.isRegistered()) {
      channel.close();
    }
    failed.accept(cause);
  }

  private void elapsed() {
    fail(new ConnectTimeoutException("no connection within " + within + ": still " + step.words));
  }
}
