// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One fixture while it is played. */
final class Play implements Step.Performer {
  private final Exchange exchange;
  private final PlayedLeg client;
  private final Optional<PlayedLeg> origin;
  private final Consumer<Duration> onTime;

  Play(Exchange exchange, PlayedLeg client, Optional<PlayedLeg> origin, Consumer<Duration> onTime) {
    this.exchange = exchange;
    this.client = client;
    this.origin = origin;
    this.onTime = onTime;
  }

  /** One thing that may not go as the fixture says. */
  @FunctionalInterface
  private interface Part {
    void run() throws IOException;
  }

  void steps() {
    List<Step> steps = exchange.steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      at(i, ExchangeText.render(step), () -> step.performOn(this));
    }
  }

  void claims() {
    int line = exchange.steps().size();
    // The player is the client's end of the client leg when the subject serves.
    boolean clientInOrder = !client.weSpeak(Lane.TO_CLIENT);
    client.endOutput(claimed(Claim.Key.CONNECTION));
    origin.ifPresent(leg -> leg.endOutput(claimed(Claim.Key.ORIGIN_CONNECTION)));
    at(
        line,
        "end of the client leg",
        () -> client.finish(claimed(Claim.Key.CONNECTION), clientInOrder));
    origin.ifPresent(
        leg ->
            at(
                line,
                "end of the origin leg",
                () -> leg.finish(claimed(Claim.Key.ORIGIN_CONNECTION), false)));
    for (Claim claim : exchange.claims()) {
      at(line, "= " + claim.text(), () -> check(claim));
    }
  }

  private void check(Claim claim) {
    String actual =
        switch (claim.key()) {
          case FINAL -> lastFinal();
          case CLIENT_READS -> statuses();
          case CONTENT_SENT -> String.valueOf(client.requestContent());
          // Proved by finishing the leg.
          case CONNECTION, ORIGIN_CONNECTION -> claim.value();
          case ORIGIN_CONNECTIONS -> String.valueOf(origin.map(PlayedLeg::connections).orElse(0));
          case ORIGIN_CONTENT -> String.valueOf(origin.map(PlayedLeg::requestContent).orElse(0L));
        };
    if (!actual.equals(claim.value())) {
      throw new ScriptError(
          ScriptError.Reason.UNEXPECTED,
          "expected %s; was: %s".formatted(claim.text(), actual),
          null);
    }
  }

  private String lastFinal() {
    return client.statuses().stream()
        .filter(status -> status >= 200)
        .reduce((first, second) -> second)
        .map(String::valueOf)
        .orElse("none");
  }

  private String statuses() {
    return client.statuses().isEmpty()
        ? "nothing"
        : client.statuses().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private Optional<String> claimed(Claim.Key key) {
    return exchange.claimed(key);
  }

  private void at(int step, String text, Part part) {
    String where = "%s:%d: %s".formatted(exchange.file(), exchange.lineOf(step), text);
    try {
      part.run();
    } catch (ScriptError | IllegalArgumentException e) {
      throw new ExchangeError(where, String.valueOf(e.getMessage()), e);
    } catch (IOException | UncheckedIOException e) {
      throw new ExchangeError(where, e.toString(), e);
    }
  }

  private PlayedLeg leg(Lane lane) {
    return lane.onOriginLeg()
        ? origin.orElseThrow(() -> new IllegalArgumentException("there is no origin leg"))
        : client;
  }

  @Override
  public void head(Step.HeadStep step) {
    on(() -> leg(step.lane()).head(step));
  }

  @Override
  public void content(Step.ContentStep step) {
    on(() -> leg(step.lane()).content(step));
  }

  @Override
  public void anyContent(Step.AnyContentStep step) {
    on(() -> leg(step.lane()).anyContent(step.lane()));
  }

  @Override
  public void time(Step.TimeStep step) {
    onTime.accept(step.step());
  }

  @Override
  public void closing(Step.ClosingStep step) {
    on(() -> leg(step.lane()).closing(step));
  }

  @Override
  public void connect(Step.ConnectStep step) {
    on(() -> leg(step.lane()).connect());
  }

  private static void on(Part part) {
    try {
      part.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
