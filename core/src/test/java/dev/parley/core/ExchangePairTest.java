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

class ExchangePairTest {
  @Test
  void bothEndsAgreeOnEveryExchange() {
    Map<String, Integer> seen = new HashMap<>();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      seen.merge(exchange(random, random.nextInt(4) == 0, "seed " + seed), 1, Integer::sum);
    }
    assertThat(seen)
        .containsKeys(
            "switched",
            "final 200",
            "final 202",
            "final 206",
            "final 413",
            "final 408",
            "cut",
            "repeat",
            "fail NEVER",
            "fail NOTHING_SPENT",
            "fail IF_IDEMPOTENT");
  }

  private static String exchange(Random random, boolean cuts, String name) {
    Link link = new Link();
    Request request = Endpoints.anyOf(Inputs.REQUESTS, random);
    int length = request.offer().hasContent() ? random.nextInt(4) : 0;
    Sender client = new Sender(link, request, IntStream.range(0, length).boxed().toList());
    client.mayHalfClose = random.nextInt(4) == 0;
    Answerer server = new Answerer(link, Endpoints.anyOf(Answerer.MANNERS, random), random);
    boolean[] cut = {!cuts};
    Endpoints.play(
        random,
        () -> {
          List<Event> events = new ArrayList<>();
          client.addEvents(events);
          server.addEvents(events);
          if (!cut[0] && !events.isEmpty()) {
            events.add(
                new Event(
                    1,
                    () -> {
                      cut[0] = true;
                      link.cut();
                    }));
          }
          return events;
        });
    boolean wasCut = cuts && cut[0];

    assertThat(client.outcomes).as(name).hasSize(1);
    assertThat(client.end.settlement).as(name).isNotNull();
    assertThat(server.end.settlement).as("%s: %s", name, client.outcomes).isNotNull();
    Settlement here = Objects.requireNonNull(client.end.settlement);
    Settlement there = Objects.requireNonNull(server.end.settlement);
    assertThat(client.content.subList(0, server.end.taken.size()))
        .as("%s: content arrives in order", name)
        .isEqualTo(server.end.taken);
    if (here.reusable() && !client.halfClosed) {
      assertThat(there.reusable()).as("%s: both ends keep the connection", name).isTrue();
    }
    if (there.reusable() && !wasCut) {
      assertThat(here.reusable() || here == Settlement.CONTENT_IN_DOUBT)
          .as("%s: both ends keep the connection", name)
          .isTrue();
    }
    if (there.reusable()) {
      assertThat(link.toServer).as("%s: nothing is left for the next request", name).isEmpty();
    }
    if (client.end.finalEnded) {
      assertThat(client.end.finalStatus).as(name).isEqualTo(server.end.finalStatus);
      assertThat(server.end.finalEnded).as("%s: whole here, whole there", name).isTrue();
    }
    if (client.end.finalEnded && client.end.finalStatus == 200) {
      assertThat(server.end.taken).as("%s: 200 is for the whole", name).isEqualTo(client.content);
    }
    if (!wasCut
        && client.end.finalStatus == 206
        && there == Settlement.CONTENT_OWED
        && !server.end.discarding) {
      assertThat(server.end.taken)
          .as("%s: who answers and reads on has all", name)
          .isEqualTo(client.content);
      assertThat(here.reusable()).as(name).isFalse();
    }
    if (!wasCut && server.end.finalEnded && server.end.finalStatus != 417) {
      assertThat(client.outcomes)
          .as("%s: an answer that was written is read", name)
          .containsExactly("final");
    }
    if (here == Settlement.SWITCHED) {
      assertThat(there).as("%s: both ends switch", name).isEqualTo(here);
    }
    if (there == Settlement.SWITCHED) {
      assertThat(request.offer()).as("%s: only what was asked for", name).isEqualTo(Offer.UPGRADE);
      assertThat(wasCut || here == there).as("%s: both ends switch", name).isTrue();
    }
    assertThat(client.end.hundreds).as(name).isLessThanOrEqualTo(1);
    if (request.version() == Version.HTTP_1_0 || !request.offer().hasContent()) {
      assertThat(client.end.hundreds).as("%s: no 100 without need", name).isZero();
    }
    String outcome = client.outcomes.get(0);
    return outcome.equals("final") ? "final " + client.end.finalStatus : outcome;
  }
}
