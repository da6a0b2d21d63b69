// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Plays the exchanges that {@code docs/explain/relay.md} tells step by step. */
class RelayTraceTest {
  private static final Request ASKS = new Request(Offer.CONTENT_ON_REQUEST, Version.HTTP_1_1, true);

  private final StringBuilder trace =
      new StringBuilder("| Input | Actions | Client's side, origin's side |\n|---|---|---|\n");
  private RelayState state = RelayState.initial();

  @Test
  void aRefusedUploadGoesAsThePageTells() throws IOException {
    client(new ServerInput.HeadReceived(ASKS));
    origin(new ClientInput.HeadSent(Offer.CONTENT_ON_REQUEST));
    origin(new ClientInput.FinalReceived(413, true));
    origin(new ClientInput.FinalEnded());
    client(new ServerInput.FinalEnded());
    client(new ServerInput.InputClosed());
    GoldenPage.checkRegion("../explain/relay.md", "trace: refused", trace.toString());
  }

  @Test
  void aRequestRepeatedAfter417GoesAsThePageTells() throws IOException {
    client(new ServerInput.HeadReceived(ASKS));
    origin(new ClientInput.HeadSent(Offer.CONTENT_ON_REQUEST));
    origin(new ClientInput.FinalReceived(417, true));
    origin(new ClientInput.HeadSent(Offer.CONTENT));
    client(new ServerInput.ContentReceived());
    client(new ServerInput.ContentEnded());
    origin(new ClientInput.ContentSent());
    origin(new ClientInput.FinalReceived(201, true));
    origin(new ClientInput.FinalEnded());
    client(new ServerInput.FinalEnded());
    GoldenPage.checkRegion("../explain/relay.md", "trace: repeated", trace.toString());
  }

  private void client(ServerInput input) {
    write("client", input, state.onDown(input));
  }

  private void origin(ClientInput input) {
    write("origin", input, state.onUp(input));
  }

  private void write(String side, Object input, RelayStep step) {
    state = step.next();
    String actions =
        step.actions().stream().map(RelayTraceTest::action).collect(Collectors.joining(", "));
    trace.append(
        "| %s: `%s` | %s | `%s`, `%s` |\n"
            .formatted(side, name(input), actions, simple(state.down()), simple(state.up())));
  }

  private static String action(RelayAction action) {
    if (action instanceof RelayAction.OnDown down) {
      return "client: `" + name(down.action()) + "`";
    }
    if (action instanceof RelayAction.OnUp up) {
      return "origin: `" + name(up.action()) + "`";
    }
    return "`" + name(action) + "`";
  }

  private static String simple(Object state) {
    return state.getClass().getSimpleName();
  }

  /** {@code SendFinal[closes=true]} as {@code SendFinal(true)}. */
  private static String name(Object value) {
    return value
        .toString()
        .replace(ASKS.toString(), "asks")
        .replaceAll("\\w+=", "")
        .replace("[]", "")
        .replace('[', '(')
        .replace(']', ')');
  }
}
