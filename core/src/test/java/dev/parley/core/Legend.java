// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every state and input means, in one line each. */
final class Legend {
  private Legend() {}

  static final String REQUEST =
      """
      R is the request: it *asks* (content after `100-continue`), *does not ask* (content at once), has \
      *no content*, or *upgrades* (*without content* is either of these); it is HTTP/1.1 or HTTP/1.0; it *keeps* the connection or *closes* it. "R closing" is R with \
      the connection given up. "For" says which R a row is about.
      """;

  static String serverStates() {
    return Table.legend(
        ServerState.class,
        of(
            "ReadingHead", "nothing of a request is known yet",
            "Deciding",
                "content is announced, nobody has said whether it is wanted; how much of it came by itself",
            "Continued", "the 100 is written, the content it asked for has not begun",
            "ReadingContent",
                "content is wanted and flows; whether a 100 was written, and any of it came",
            "AwaitingFinal",
                "the content is whole, or there is none; the final response has not begun",
            "Responding",
                "a final response, our own or an offered one, is being written after the whole content",
            "Refusing",
                "a final response, our own or an offered one, is being written that began while content was owed",
            "RespondingAmidContent",
                "an offered final response is being written, content flows to its author",
            "ReadingAfterFinal", "the final response is written, content still flows to its author",
            "Draining",
                "the final response is written, our side is closed, the client may still read",
            "Settled", "the exchange is over"));
  }

  static String serverInputs() {
    return Table.legend(
        ServerInput.class,
        of(
            "HeadReceived", "the head of a request was read",
            "Admitted", "the content is wanted",
            "Refused", "this side answers, with a status of its own",
            "ContentReceived", "some content arrived, but not its end",
            "ContentEnded", "the announced content arrived whole",
            "InterimOffered", "an interim response is there to be passed on",
            "SwitchOffered", "a 101 that the client asked for is there to be passed on",
            "FinalOffered", "the head of a final response is there to be passed on",
            "FinalOfferedAmidContent", "the same, from somebody who takes the rest of the content",
            "ContentUnwanted", "nobody takes content any more",
            "FinalEnded", "the last byte of the final response was handed to the transport",
            "InputClosed", "the client sends nothing more, but may still read",
            "PeerGone", "the connection to the client is lost",
            "DeadlineElapsed", "a deadline passed, or the bytes of the drain are used up"));
  }

  static String clientStates() {
    return Table.legend(
        ClientState.class,
        of(
            "Idle", "nothing has been sent",
            "AwaitingVerdict",
                "the head is sent with `Expect: 100-continue`, the content is held back",
            "SendingContent",
                "content flows, or may flow; whether a late answer to the expectation is due",
            "AwaitingFinal",
                "no more content will be sent, the final response has not begun; how much was sent",
            "AwaitingSwitch",
                "the head is sent with `Upgrade`, neither a 101 nor the final response has begun",
            "ReadingFinal",
                "the final response is being read; how the exchange settles when it is whole",
            "SendingAndReading", "a success in mid-content is being read, content flows on",
            "SendingAfterFinal", "that response was read whole, content flows on",
            "Settled", "the exchange is over"));
  }

  static String clientInputs() {
    return Table.legend(
        ClientInput.class,
        of(
            "HeadSent",
                "the head of the request was handed to the transport; how it offers the content",
            "InterimReceived",
                "a whole interim response was read; a 101 that was not asked for is one",
            "SwitchReceived", "a whole 101 was read that names what the request asked for",
            "FinalReceived",
                "the head of the final response was read; whether the connection outlives it",
            "FinalDeclined",
                "the head of a final response was read, and another server shall be asked instead",
            "FinalEnded", "the final response was read whole",
            "ContentSent", "the whole content was handed to the transport",
            "ContentFailed",
                "the transport takes no more content, but may still have a response to read",
            "WaitElapsed", "the server was given long enough to answer the expectation",
            "WaitOverslept", "the wait ended while this process was not running",
            "Overdue", "the server was given long enough to take the content, or to answer",
            "PeerGone", "the connection to the server is lost, or was never made",
            "ConnectionStale",
                "a connection that was unused before is lost before a byte of an answer came, and"
                    + " what was sent can be sent again",
            "Unreadable", "what came is not HTTP",
            "Cancelled", "this side wants no response any more"));
  }

  private static Map<String, String> of(String... pairs) {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      meanings.put(pairs[i], pairs[i + 1]);
    }
    return meanings;
  }
}
