// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as the first that a client sends: of the requests in them the gateway answers some by
 * itself, then forwards at most one, the same however they are split, and reads its own forwarded
 * head as that request.
 */
final class HeadTarget {
  private static final int LONGEST = 4096;

  private HeadTarget() {}

  /** What became of the bytes: whether an origin was asked, with what head, the final statuses. */
  private record Outcome(boolean asked, String forwarded, List<Integer> statuses) {}

  static void run(byte[] input) {
    byte[] bytes = input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    Outcome whole = outcome(bytes, bytes.length);
    if (bytes.length > 1) {
      int step = 1 + (bytes[bytes.length - 1] & 7);
      same(whole, outcome(bytes, step));
      same(whole, outcome(bytes, bytes.length / 2));
    }
    if (!whole.forwarded().isEmpty()) {
      checkForwarded(whole, bytes);
    }
  }

  private static void same(Outcome one, Outcome other) {
    assertThat(one.asked()).isEqualTo(other.asked());
    List<Integer> fewer =
        one.statuses().size() < other.statuses().size() ? one.statuses() : other.statuses();
    List<Integer> more = fewer == one.statuses() ? other.statuses() : one.statuses();
    if (one.asked()) {
      // Content that is held back is read no further, so what is wrong with it may not be known
      // yet; and where it is, its refusal may come before the head has left.
      assertThat(more.subList(0, fewer.size())).isEqualTo(fewer);
      assertThat(more.subList(fewer.size(), more.size())).isIn(List.of(), List.of(400));
    } else {
      assertThat(more).isEqualTo(fewer);
    }
    if (!one.forwarded().isEmpty() && !other.forwarded().isEmpty()) {
      assertThat(withoutVia(one.forwarded())).isEqualTo(withoutVia(other.forwarded()));
    }
  }

  private static void checkForwarded(Outcome whole, byte[] bytes) {
    String forwarded = whole.forwarded();
    Head head = Head.parse(forwarded);
    List<RequestStream.Request> read =
        RequestStream.read(new String(bytes, StandardCharsets.ISO_8859_1));
    // The last answer may be that to the forwarded request, refused for its content.
    int answered = whole.statuses().size();
    assertThat(read.subList(Math.max(answered - 1, 0), Math.min(answered + 1, read.size())))
        .as("requests in the bytes, behind %s that were answered", answered)
        .extracting(RequestStream.Request::method)
        .contains(head.method());
    assertThat(head.all("Host")).hasSize(1);
    assertThat(head.has("Connection")).isFalse();
    assertThat(head.all("Expect")).isIn(List.of(), List.of("100-continue"));
    int framings = head.all("Content-Length").size() + head.all("Transfer-Encoding").size();
    assertThat(framings).as("framings").isLessThanOrEqualTo(1);
    if (head.expectsContinue()) {
      assertThat(framings).as("content to ask for").isEqualTo(1);
    }
    Outcome again = outcome(forwarded.getBytes(StandardCharsets.ISO_8859_1), forwarded.length());
    assertThat(again.statuses()).isEmpty();
    assertThat(withoutVia(again.forwarded())).isEqualTo(withoutVia(forwarded));
  }

  private static String withoutVia(String head) {
    return head.replaceAll("Via: 1\\.[0-9] parley-[0-9a-f]{8}\r\n", "");
  }

  private static Outcome outcome(byte[] bytes, int step) {
    try (MemoryGateway gateway = new MemoryGateway()) {
      for (int at = 0; at < bytes.length; at += step) {
        gateway.client().arrives(Arrays.copyOfRange(bytes, at, Math.min(at + step, bytes.length)));
        gateway.settle();
      }
      assertThat(gateway.originWires().size()).isLessThanOrEqualTo(1);
      String sent = gateway.originWires().isEmpty() ? "" : gateway.originWires().get(0).sent();
      int end = sent.indexOf("\r\n\r\n");
      return new Outcome(
          !gateway.originWires().isEmpty(),
          end < 0 ? "" : sent.substring(0, end + 4),
          statuses(gateway.client().sent()));
    }
  }

  private static List<Integer> statuses(String responses) {
    List<Integer> statuses = new ArrayList<>();
    String rest = responses;
    while (!rest.isEmpty()) {
      int end = rest.indexOf("\r\n\r\n") + 4;
      Head head = Head.parse(rest.substring(0, end));
      if (head.isFinal()) {
        statuses.add(head.status());
      }
      // The response to HEAD announces the content that it leaves out.
      rest = rest.substring(end);
      if (!rest.startsWith("HTTP/1.1 ")) {
        rest = rest.substring(Math.min(length(head), rest.length()));
      }
    }
    return statuses;
  }

  private static int length(Head head) {
    return Integer.parseInt(head.first("Content-Length").orElse("0"));
  }
}
