// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Endpoints.Answerer;
import dev.parley.core.Endpoints.Event;
import dev.parley.core.Endpoints.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayPairTest {
  @Test
  void clientGatewayAndOriginsAgreeOnEveryExchange() {
    Map<String, Integer> seen = new HashMap<>();
    for (int seed = 0; seed < 30_000; seed++) {
      seen.merge(new Exchange(seed).play(), 1, Integer::sum);
    }
    assertThat(seen)
        .containsKeys(
            "switched",
            "final 200",
            "final 202",
            "final 206",
            "final 408",
            "final 413",
            "final 417",
            "final 502",
            "final 503",
            "final 504",
            "cut");
  }

  /** One exchange through a gateway that has three origins to try. */
  private static final class Exchange {
    private final String name;
    private final Random random;
    private final Sender client;
    private final Gateway gateway;
    private final boolean cuts;
    private boolean cut;

    Exchange(int seed) {
      name = "seed " + seed;
      random = new Random(seed);
      Link link = new Link();
      Request request = Endpoints.anyOf(Inputs.REQUESTS, random);
      int length = request.offer().hasContent() ? random.nextInt(4) : 0;
      client = new Sender(link, request, IntStream.range(0, length).boxed().toList());
      client.mayHalfClose = random.nextInt(4) == 0;
      gateway = new Gateway(link, random);
      cuts = random.nextInt(3) == 0;
    }

    String play() {
      Endpoints.play(
          random,
          () -> {
            List<Event> events = new ArrayList<>();
            client.addEvents(events);
            gateway.addEvents(events);
            if (cuts && !cut && !gateway.origins.isEmpty() && !events.isEmpty()) {
              events.add(
                  new Event(
                      1,
                      () -> {
                        cut = true;
                        gateway.origin().end.link.cut();
                      }));
            }
            return events;
          });
      check();
      String outcome = client.outcomes.get(0);
      return outcome.equals("final") ? "final " + client.end.finalStatus : outcome;
    }

    private void check() {
      assertThat(client.outcomes).as(name).hasSize(1);
      assertThat(gateway.down.settlement).as(name).isNotNull();
      assertThat(gateway.state.up()).as(name).isInstanceOf(ClientState.Settled.class);
      Settlement here = Objects.requireNonNull(client.end.settlement);
      Settlement there = Objects.requireNonNull(gateway.down.settlement);
      if (here.reusable() && !client.halfClosed) {
        assertThat(there.reusable()).as("%s: both ends keep the connection", name).isTrue();
      }
      List<Answerer> fed = new ArrayList<>();
      for (Answerer origin : gateway.origins) {
        assertThat(origin.end.settlement)
            .as("%s: no origin is left waiting in %s", name, origin.state)
            .isNotNull();
        List<Integer> taken = origin.end.taken;
        assertThat(client.content.subList(0, taken.size())).as(name).isEqualTo(taken);
        if (!taken.isEmpty()) {
          fed.add(origin);
        }
      }
      assertThat(fed).as("%s: content goes to one origin", name).hasSizeLessThanOrEqualTo(1);
      if (client.end.finalEnded && client.end.finalStatus == 200) {
        assertThat(gateway.origin().end.finalEnded).as("%s: no truncated success", name).isTrue();
        assertThat(gateway.origin().end.taken).as(name).isEqualTo(client.content);
      }
      if (client.end.finalStatus == 206
          && there == Settlement.CONTENT_OWED
          && !gateway.down.discarding
          && !gateway.origin().end.discarding
          && gateway.origin().end.settlement == Settlement.CONTENT_OWED) {
        assertThat(gateway.origin().end.taken)
            .as("%s: who answers and reads on has all", name)
            .isEqualTo(client.content);
      }
      if (gateway.down.finalEnded) {
        assertThat(client.outcomes)
            .as("%s: what was written is read", name)
            .containsExactly("final");
      }
      assertThat(client.outcomes.contains("switched"))
          .as("%s: client, gateway and origin switch, or none of them", name)
          .isEqualTo(there == Settlement.SWITCHED)
          .isEqualTo(gateway.state.up().equals(new ClientState.Settled(Settlement.SWITCHED)));
      if (there == Settlement.SWITCHED) {
        assertThat(gateway.origin().end.settlement).as(name).isEqualTo(there);
      } else if (!client.outcomes.contains("final")) {
        assertThat(there)
            .as("%s: only a cut goes unanswered", name)
            .isEqualTo(Settlement.RESPONSE_CUT);
      }
      assertThat(client.end.hundreds).as(name).isLessThanOrEqualTo(1);
      if (client.request.version() == Version.HTTP_1_0 || !client.request.offer().hasContent()) {
        assertThat(client.end.hundreds).as("%s: no 100 without need", name).isZero();
      }
      assertThat(gateway.repeatsWithoutExpectation).as(name).isLessThanOrEqualTo(1);
    }
  }

  private static final class Gateway implements RelayAction.Shell {
    final ServerEnd down;
    final List<Answerer> origins = new ArrayList<>();
    final Random random;
    RelayState state = RelayState.initial();
    int repeatsWithoutExpectation;
    private ClientEnd up;
    private boolean mustAsk;
    private boolean mayExpect = true;

    Gateway(Link link, Random random) {
      this.random = random;
      down = new ServerEnd(link, input -> perform(state.onDown(input)));
      up = new ClientEnd(new Link(), input -> {});
    }

    Answerer origin() {
      return origins.get(origins.size() - 1);
    }

    private void perform(RelayStep step) {
      boolean begins = state.down() instanceof ServerState.ReadingHead;
      state = step.next();
      if (begins && state.up() instanceof ClientState.Idle) {
        mustAsk = down.request != null;
      }
      step.actions().forEach(action -> action.performOn(this));
    }

    @Override
    public ServerAction.Shell down() {
      return down;
    }

    @Override
    public ClientAction.Wire up() {
      return up;
    }

    @Override
    public void askAgain(RelayAction.Again again) {
      mustAsk = true;
      if (again == RelayAction.Again.WITHOUT_EXPECTATION) {
        repeatsWithoutExpectation++;
        mayExpect = false;
      }
    }

    private void ask() {
      mustAsk = false;
      if (state.up() instanceof ClientState.Settled) {
        return; // answered or gone in the meantime
      }
      if (origins.size() == 3) {
        perform(state.onDown(new ServerInput.Refused(502)));
        return;
      }
      Link link = new Link();
      origins.add(new Answerer(link, Endpoints.anyOf(Answerer.MANNERS, random), random));
      ClientEnd[] own = new ClientEnd[1];
      own[0] =
          new ClientEnd(
              link,
              input -> {
                if (own[0] == up) {
                  down.offeredStatus = up.finalStatus;
                  perform(state.onUp(declined(input) ? new ClientInput.FinalDeclined() : input));
                }
              });
      up = own[0];
      Offer theirs = Objects.requireNonNull(down.request).offer();
      Offer ours =
          !theirs.hasContent()
              ? random.nextInt(3) == 0 ? Offer.NO_CONTENT : theirs
              : mayExpect && random.nextBoolean() ? Offer.CONTENT_ON_REQUEST : Offer.CONTENT;
      up.ask(new Request(ours, Version.HTTP_1_1, true), List.of());
    }

    private boolean isAsked() {
      return !(state.up() instanceof ClientState.Idle || state.up() instanceof ClientState.Settled);
    }

    private boolean declined(ClientInput input) {
      return input instanceof ClientInput.FinalReceived head
          && head.status() != 417
          && state.up().mayDecline()
          && random.nextInt(4) == 0;
    }

    void addEvents(List<Event> events) {
      if (mustAsk) {
        events.add(new Event(10, this::ask));
        events.add(new Event(1, () -> perform(state.onDown(new ServerInput.Refused(503)))));
      }
      if (!down.link.toServer.isEmpty()) {
        events.add(new Event(10, () -> down.link.deliverToServer(down)));
      }
      for (Deadline deadline : down.armed) {
        boolean drain = deadline == Deadline.DRAIN;
        events.add(new Event(drain ? Event.IF_NOTHING_ELSE : 1, () -> down.elapse(deadline)));
      }
      if (down.canTake() && up.flows) {
        events.add(new Event(10, () -> up.toSend.add(down.take())));
      }
      up.complete = down.tookAll();
      if (up.canSend()) {
        events.add(new Event(10, up::send));
      }
      if (up.flows && up.link.takesNoMore()) {
        events.add(new Event(5, up::failToSend));
      }
      if (up.waiting) {
        events.add(new Event(1, up::elapse));
      }
      if (isAsked() && random.nextInt(64) == 0) {
        events.add(new Event(1, () -> perform(state.onUp(new ClientInput.Overdue()))));
      }
      if (!up.link.toClient.isEmpty()) {
        ClientEnd now = up;
        events.add(new Event(10, () -> now.link.deliverToClient(now)));
      }
      if (down.finalUnderWay() && (down.own || up.finalEnded)) {
        events.add(new Event(10, down::endFinal));
      }
      origins.forEach(origin -> origin.addEvents(events));
    }
  }
}
