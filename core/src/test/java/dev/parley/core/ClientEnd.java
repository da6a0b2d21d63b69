// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client's end of a link: does what the machine says, and hands it what arrives. */
final class ClientEnd implements ClientAction.Wire {
  final Link link;
  final Deque<Integer> toSend = new ArrayDeque<>();
  private final Consumer<ClientInput> machine;
  boolean waiting;
  boolean flows;
  boolean complete;
  boolean finished;
  int finalStatus;
  boolean finalEnded;
  int hundreds;
  @Nullable Settlement settlement;

  ClientEnd(Link link, Consumer<ClientInput> machine) {
    this.link = link;
    this.machine = machine;
  }

  void ask(Request request, Collection<Integer> content) {
    toSend.addAll(content);
    finished = !request.offer().hasContent();
    link.sendToServer(new Link.Head(request));
    machine.accept(new ClientInput.HeadSent(request.offer()));
  }

  void receive(Link.Message message) {
    if (message instanceof Link.Interim interim) {
      hundreds += interim.status() == 100 ? 1 : 0;
      machine.accept(new ClientInput.InterimReceived(interim.status()));
    } else if (message instanceof Link.Switch) {
      machine.accept(new ClientInput.SwitchReceived());
    } else if (message instanceof Link.FinalHead head) {
      finalStatus = head.status();
      machine.accept(new ClientInput.FinalReceived(head.status(), !head.closes()));
    } else if (message instanceof Link.FinalEnd) {
      finalEnded = true;
      machine.accept(new ClientInput.FinalEnded());
    } else if (message instanceof Link.Eof || message instanceof Link.Reset) {
      machine.accept(new ClientInput.PeerGone());
    } else {
      throw new AssertionError(message);
    }
  }

  boolean canSend() {
    return flows && !finished && (!toSend.isEmpty() || complete);
  }

  void send() {
    if (!toSend.isEmpty()) {
      link.sendToServer(new Link.Content(toSend.remove()));
    } else {
      finished = true;
      link.sendToServer(new Link.ContentEnd());
      machine.accept(new ClientInput.ContentSent());
    }
  }

  /** The request is sent whole, with its content if it has any. */
  boolean saidAll() {
    return finished;
  }

  void failToSend() {
    flows = false;
    machine.accept(new ClientInput.ContentFailed());
  }

  void elapse() {
    waiting = false;
    machine.accept(new ClientInput.WaitElapsed());
  }

  @Override
  public void armWait() {
    waiting = true;
  }

  @Override
  public void cancelWait() {
    waiting = false;
  }

  @Override
  public void startContent() {
    flows = true;
  }

  @Override
  public void abandonContent() {
    flows = false;
  }

  @Override
  public void settle(Settlement how) {
    settlement = how;
    if (!how.reusable() && how != Settlement.SWITCHED) {
      link.closeByClient();
    }
  }
}
