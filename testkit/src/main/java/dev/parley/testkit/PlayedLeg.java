// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The player's end of one leg: its connections, and what crossed them. */
final class PlayedLeg {
  /** How the leg gets a connection: by connecting or by accepting. */
  @FunctionalInterface
  interface Source {
    Peer next() throws IOException;
  }

  private static final int BLOCK = 8192;

  private final Source source;
  private final boolean weRequest;
  private final List<Peer> peers = new ArrayList<>();
  private final List<Integer> statuses = new ArrayList<>();
  private final Set<Peer> ended = Collections.newSetFromMap(new IdentityHashMap<>());
  private long requestContent;
  private @Nullable Head last;

  PlayedLeg(Source source, boolean weRequest) {
    this.source = source;
    this.weRequest = weRequest;
  }

  boolean weSpeak(Lane lane) {
    return lane.carriesRequests() == weRequest;
  }

  List<Integer> statuses() {
    return statuses;
  }

  /** How many bytes after the heads crossed towards the server of this leg. */
  long requestContent() {
    return requestContent;
  }

  int connections() {
    return peers.size();
  }

  void connect() throws IOException {
    peers.add(source.next());
  }

  private Peer peer() throws IOException {
    if (peers.isEmpty()) {
      connect();
    }
    return peers.get(peers.size() - 1);
  }

  void head(Step.HeadStep step) throws IOException {
    if (weSpeak(step.lane())) {
      peer().send(step.raw());
      noteStatus(Head.parse("%s\r\n\r\n".formatted(step.startLine())));
      return;
    }
    Head head = peer().readHead();
    Optional<String> difference = HeadComparison.difference(step, head);
    if (difference.isPresent()) {
      throw unexpected(difference.get(), head.raw());
    }
    last = head;
    noteStatus(head);
  }

  private void noteStatus(Head head) {
    if (head.isResponse()) {
      statuses.add(head.status());
    }
  }

  void content(Step.ContentStep step) throws IOException {
    if (step.lane().carriesRequests()) {
      requestContent += step.length();
    }
    for (Step.Run run : step.runs()) {
      int times = (int) Math.min(run.times(), Math.max(1, BLOCK / run.text().length()));
      String block = run.text().repeat(times);
      for (long left = run.length(); left > 0; left -= Math.min(left, block.length())) {
        block(step.lane(), block.substring(0, (int) Math.min(left, block.length())));
      }
    }
  }

  private void block(Lane lane, String block) throws IOException {
    if (weSpeak(lane)) {
      peer().send(block);
      return;
    }
    String arrived = peer().readExactly(block.length());
    if (!arrived.equals(block)) {
      int at = 0;
      while (arrived.charAt(at) == block.charAt(at)) {
        at++;
      }
      throw unexpected(
          "%s, first difference at byte %d".formatted(Escapes.quote(block), at), arrived);
    }
  }

  void anyContent(Lane lane) throws IOException {
    Head head = last;
    if (weSpeak(lane) || head == null) {
      throw new IllegalArgumentException("~ can only be expected, after a head on the same lane");
    }
    long length = peer().readContent(head).length();
    requestContent += lane.carriesRequests() ? length : 0;
  }

  void closing(Step.ClosingStep step) throws IOException {
    if (!weSpeak(step.lane())) {
      expectEnd(peer(), step.how());
      return;
    }
    switch (step.how()) {
      case FIN -> peer().shutdownOutput();
      case RESET -> {
        peer().reset();
        ended.add(peer());
      }
      case GONE -> throw new IllegalArgumentException("gone can only be expected");
    }
  }

  private void expectEnd(Peer peer, Step.Closing how) {
    Remainder rest = peer.readToEof();
    ended.add(peer);
    if (!rest.text().isEmpty()) {
      throw unexpected("nothing more before the end", rest.text());
    }
    if (how != Step.Closing.GONE && !rest.ending().name().equals(how.name())) {
      throw unexpected("the connection to end with " + how, rest.ending().name());
    }
  }

  /** Closes every connection from this side, except one that the subject has to close itself. */
  void endOutput(Optional<String> claim) {
    boolean subjectCloses = claim.filter("closed"::equals).isPresent();
    for (int i = 0; i < peers.size(); i++) {
      boolean isLast = i == peers.size() - 1;
      if (!ended.contains(peers.get(i)) && !(isLast && subjectCloses)) {
        peers.get(i).shutdownOutput();
      }
    }
  }

  /** Proves that nothing more was sent: reads every connection to its end. */
  void finish(Optional<String> claim, boolean inOrder) {
    Head head = last;
    boolean reusable = claim.filter("reusable"::equals).isPresent();
    if (reusable && head != null && head.lists("Connection", "close")) {
      throw unexpected("a reusable connection", head.raw());
    }
    peers.stream()
        .filter(peer -> !ended.contains(peer))
        .forEach(peer -> expectEnd(peer, inOrder ? Step.Closing.FIN : Step.Closing.GONE));
  }

  void close() {
    peers.forEach(Peer::close);
  }

  private static ScriptError unexpected(String expected, String arrived) {
    return new ScriptError(
        ScriptError.Reason.UNEXPECTED,
        "expected %s; arrived: %s".formatted(expected, Escapes.quote(arrived)),
        null);
  }
}
