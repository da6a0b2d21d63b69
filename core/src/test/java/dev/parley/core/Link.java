// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayDeque;
import java.util.Deque;

/** A connection in memory: what is sent arrives in order, later, or never. */
final class Link {
  final Deque<Message> toServer = new ArrayDeque<>();
  final Deque<Message> toClient = new ArrayDeque<>();
  private boolean lost;
  private boolean serverClosed;
  private boolean clientClosed;

  /** What can stand on the wire. */
  sealed interface Message {}

  record Head(Request request) implements Message {}

  record Content(int number) implements Message {}

  record ContentEnd() implements Message {}

  record Interim(int status) implements Message {}

  /** A 101, the last of HTTP. */
  record Switch() implements Message {}

  record FinalHead(int status, boolean closes) implements Message {}

  record FinalEnd() implements Message {}

  /** The sender sends nothing more. */
  record Eof() implements Message {}

  /** The connection is lost. */
  record Reset() implements Message {}

  /** Whether a write of the client would fail. */
  boolean takesNoMore() {
    return lost || serverClosed;
  }

  void sendToServer(Message message) {
    if (!lost && !clientClosed) {
      toServer.add(message);
    }
  }

  void sendToClient(Message message) {
    if (!lost && !serverClosed) {
      toClient.add(message);
    }
  }

  void closeByServer() {
    sendToClient(new Eof());
    serverClosed = true;
  }

  void closeByClient() {
    sendToServer(new Eof());
    clientClosed = true;
    toClient.clear();
  }

  /** Both ends lose the connection, and with it what was under way. */
  void cut() {
    toServer.clear();
    toClient.clear();
    toServer.add(new Reset());
    toClient.add(new Reset());
    lost = true;
  }

  void abortByServer() {
    toClient.clear();
    toClient.add(new Reset());
    serverClosed = true;
  }

  /**
   * The next message for the server; one that meets a closed socket costs the client its answer.
   */
  void deliverToServer(ServerEnd server) {
    Message message = toServer.remove();
    if (!serverClosed) {
      server.receive(message);
    } else if (!clientClosed && message instanceof Content) {
      toClient.clear();
      toClient.add(new Reset());
    }
  }

  void deliverToClient(ClientEnd client) {
    Message message = toClient.remove();
    if (!clientClosed) {
      client.receive(message);
    }
  }
}
