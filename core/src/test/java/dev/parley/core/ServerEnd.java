// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server's end of a link: does what the machine says, and hands it what arrives. */
final class ServerEnd implements ServerAction.Shell {
  final Link link;
  final Set<Deadline> armed = EnumSet.noneOf(Deadline.class);
  final Deque<Integer> arrived = new ArrayDeque<>();
  final List<Integer> taken = new ArrayList<>();
  private final Consumer<ServerInput> machine;
  @Nullable Request request;
  boolean reading;
  boolean discarding;
  boolean whole;
  int offeredStatus;
  int finalStatus;
  boolean finalEnded;
  boolean own;
  int hundreds;
  @Nullable Settlement settlement;

  ServerEnd(Link link, Consumer<ServerInput> machine) {
    this.link = link;
    this.machine = machine;
  }

  void receive(Link.Message message) {
    if (message instanceof Link.Head head) {
      request = head.request();
      machine.accept(new ServerInput.HeadReceived(head.request()));
    } else if (message instanceof Link.Content content) {
      if (!discarding) {
        arrived.add(content.number());
      }
      machine.accept(new ServerInput.ContentReceived());
    } else if (message instanceof Link.ContentEnd) {
      whole = true;
      machine.accept(new ServerInput.ContentEnded());
    } else if (message instanceof Link.Eof) {
      machine.accept(new ServerInput.InputClosed());
    } else if (message instanceof Link.Reset) {
      machine.accept(new ServerInput.PeerGone());
    } else {
      throw new AssertionError(message);
    }
  }

  boolean canTake() {
    return reading && !discarding && !arrived.isEmpty();
  }

  @CanIgnoreReturnValue
  int take() {
    int number = arrived.remove();
    taken.add(number);
    return number;
  }

  /** The whole content, if there is any, came and was taken. */
  boolean tookAll() {
    return (request != null && !request.offer().hasContent())
        || (reading && whole && arrived.isEmpty() && !discarding);
  }

  boolean finalUnderWay() {
    return finalStatus != 0 && !finalEnded && settlement == null;
  }

  void endFinal() {
    finalEnded = true;
    link.sendToClient(new Link.FinalEnd());
    machine.accept(new ServerInput.FinalEnded());
  }

  void elapse(Deadline deadline) {
    armed.remove(deadline);
    machine.accept(new ServerInput.DeadlineElapsed(deadline));
  }

  @Override
  public void sendContinue() {
    hundreds++;
    link.sendToClient(new Link.Interim(100));
  }

  @Override
  public void sendInterim(int status) {
    link.sendToClient(new Link.Interim(status));
  }

  @Override
  public void sendSwitch() {
    link.sendToClient(new Link.Switch());
  }

  @Override
  public void readContent() {
    reading = true;
  }

  @Override
  public void discardContent() {
    discarding = true;
    arrived.clear();
  }

  @Override
  public void sendFinal(boolean closes) {
    finalStatus = offeredStatus;
    link.sendToClient(new Link.FinalHead(finalStatus, closes));
  }

  @Override
  public void sendFinalAmidContent() {
    sendFinal(true);
  }

  @Override
  public void refuse(int status, boolean closes) {
    own = true;
    finalStatus = status;
    link.sendToClient(new Link.FinalHead(status, closes));
  }

  @Override
  public void halfClose() {
    link.sendToClient(new Link.Eof());
  }

  @Override
  public void close() {
    link.closeByServer();
  }

  @Override
  public void abort() {
    link.abortByServer();
  }

  @Override
  public void armDeadline(Deadline deadline) {
    armed.add(deadline);
  }

  @Override
  public void cancelDeadline(Deadline deadline) {
    armed.remove(deadline);
  }

  @Override
  public void settle(Settlement how) {
    settlement = how;
  }
}
