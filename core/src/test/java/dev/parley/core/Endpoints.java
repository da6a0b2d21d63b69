// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The two ends of an exchange, and what they may do next. */
final class Endpoints {
  private Endpoints() {}

  static <T> T anyOf(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** Something that can happen, more often or less. */
  record Event(int weight, Runnable happens) {
    static final int IF_NOTHING_ELSE = 0;
  }

  /** Lets things happen until nothing can; time passes when nothing else does, or now and then. */
  static void play(Random random, java.util.function.Supplier<List<Event>> events) {
    for (int i = 0; i < 5_000; i++) {
      List<Event> open = events.get();
      int total = open.stream().mapToInt(Event::weight).sum();
      if (open.isEmpty()) {
        return;
      }
      if (total == 0) {
        anyOf(open, random).happens.run();
        continue;
      }
      int at = random.nextInt(total);
      for (Event event : open) {
        at -= event.weight;
        if (at < 0) {
          event.happens.run();
          break;
        }
      }
    }
    throw new AssertionError("no end");
  }

  /** Whoever sends the request. */
  static final class Sender implements ClientAction.Caller {
    final Request request;
    final List<Integer> content;
    final ClientEnd end;
    final List<String> outcomes = new ArrayList<>();
    private ClientState state = new ClientState.Idle();
    private boolean delivered;
    boolean mayHalfClose;
    boolean halfClosed;

    Sender(Link link, Request request, List<Integer> content) {
      this.request = request;
      this.content = content;
      end = new ClientEnd(link, this::hear);
      end.complete = true;
    }

    private void hear(ClientInput input) {
      ClientStep step = input.applyTo(state);
      boolean settledBefore = state instanceof ClientState.Settled;
      state = step.next();
      step.actions().forEach(action -> action.performOn(end, this));
      if (!settledBefore && input instanceof ClientInput.FinalEnded) {
        outcomes.add("final");
      }
    }

    void addEvents(List<Event> events) {
      if (state instanceof ClientState.Idle) {
        events.add(new Event(10, () -> end.ask(request, content)));
      }
      if (end.canSend()) {
        events.add(new Event(10, end::send));
      }
      if (end.waiting) {
        events.add(new Event(1, end::elapse));
      }
      if (mayHalfClose && !halfClosed && end.saidAll()) {
        events.add(
            new Event(
                5,
                () -> {
                  halfClosed = true;
                  end.link.sendToServer(new Link.Eof());
                }));
      }
      if (!end.link.toClient.isEmpty()) {
        events.add(new Event(10, () -> end.link.deliverToClient(end)));
      }
    }

    @Override
    public void deliverInterim(int status) {}

    @Override
    public void noteAnswer(int status, ClientAction.Moment moment) {}

    @Override
    public void deliverFinal(int status) {
      delivered = true;
    }

    @Override
    public void deliverFinalAmidContent(int status) {
      delivered = true;
    }

    @Override
    public void deliverSwitch() {
      outcomes.add("switched");
    }

    @Override
    public void cutFinal() {
      outcomes.add("cut");
    }

    @Override
    public void timeOut() {
      outcomes.add("time-out");
    }

    @Override
    public void repeatWithoutExpectation() {
      outcomes.add("repeat");
    }

    @Override
    public void fail(Replay replay) {
      outcomes.add("fail " + replay + (delivered ? " late" : ""));
    }
  }

  /** Whoever answers it, for good reasons or bad ones. */
  static final class Answerer {
    static final List<Manner> MANNERS = List.of(Manner.values());
    final ServerEnd end;
    final Manner manner;
    private final Random random;
    ServerState state = new ServerState.ReadingHead();
    private int interims = 3;

    /** How it treats a request. */
    enum Manner {
      WILLING,
      UNWILLING,
      SILENT_UNTIL_CONTENT,
      UNABLE_TO_NEGOTIATE,
      ANSWERS_BEFORE_THE_END,
      ANSWERS_AND_READS_ON,
      BREAKS_OFF
    }

    Answerer(Link link, Manner manner, Random random) {
      this.manner = manner;
      this.random = random;
      end = new ServerEnd(link, this::hear);
    }

    private void hear(ServerInput input) {
      ServerStep step = input.applyTo(state);
      state = step.next();
      step.actions().forEach(action -> action.performOn(end));
    }

    private void answer(int status) {
      end.offeredStatus = status;
      hear(new ServerInput.FinalOffered());
    }

    void addEvents(List<Event> events) {
      if (!end.link.toServer.isEmpty()) {
        events.add(new Event(10, () -> end.link.deliverToServer(end)));
      }
      for (Deadline deadline : end.armed) {
        events.add(
            new Event(
                deadline == Deadline.DRAIN ? Event.IF_NOTHING_ELSE : 1,
                () -> end.elapse(deadline)));
      }
      if (end.canTake()) {
        events.add(new Event(10, end::take));
      }
      if (state instanceof ServerState.Deciding deciding) {
        decide(deciding, events);
      }
      boolean wants =
          state instanceof ServerState.Continued || state instanceof ServerState.ReadingContent;
      if (interims > 0 && end.request != null && end.finalStatus == 0 && end.settlement == null) {
        events.add(
            new Event(
                1,
                () -> {
                  interims--;
                  hear(new ServerInput.InterimOffered(random.nextBoolean() ? 100 : 102));
                }));
      }
      if (wants && manner == Manner.ANSWERS_BEFORE_THE_END) {
        events.add(new Event(3, () -> answer(202)));
      }
      if (wants && manner == Manner.ANSWERS_AND_READS_ON) {
        events.add(
            new Event(
                3,
                () -> {
                  end.offeredStatus = 206;
                  hear(new ServerInput.FinalOfferedAmidContent());
                }));
      }
      if (state instanceof ServerState.AwaitingFinal && end.tookAll()) {
        events.add(new Event(10, () -> answer(200)));
      }
      if (state instanceof ServerState.AwaitingFinal awaiting
          && awaiting.request().offer() == Offer.UPGRADE) {
        events.add(new Event(10, () -> hear(new ServerInput.SwitchOffered())));
      }
      if (end.finalUnderWay()) {
        events.add(new Event(10, end::endFinal));
        if (manner == Manner.BREAKS_OFF && !end.own) {
          events.add(new Event(10, () -> hear(new ServerInput.Refused(500))));
        }
      }
    }

    private void decide(ServerState.Deciding deciding, List<Event> events) {
      Runnable admits = () -> hear(new ServerInput.Admitted());
      switch (manner) {
        case WILLING, ANSWERS_BEFORE_THE_END, ANSWERS_AND_READS_ON, BREAKS_OFF ->
            events.add(new Event(5, admits));
        case UNWILLING -> events.add(new Event(5, () -> hear(new ServerInput.Refused(413))));
        case SILENT_UNTIL_CONTENT -> {
          if (deciding.arrival() != ServerState.Arrival.NONE) {
            events.add(new Event(5, admits));
          }
        }
        case UNABLE_TO_NEGOTIATE ->
            events.add(
                new Event(
                    5,
                    deciding.request().offer() == Offer.CONTENT_ON_REQUEST
                        ? () -> hear(new ServerInput.Refused(417))
                        : admits));
      }
    }
  }
}
