// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

/**
 * What Parley promises to do in one situation, to a client ({@code D}) or an origin ({@code U}).
 */
enum ContractRow {
  D1(
      "`Expect` says `100-continue` and nothing else, in any case, on several lines or with empty"
          + " members, and content follows",
      "one expectation"),
  D2(
      "`Expect` has another member, a parameter or a value",
      "417 and close; no origin hears of the request"),
  D3(
      "the same, where the route ignores unknown expectations",
      "the member is dropped, never forwarded as it came"),
  D4(
      "a folded line, a space before a colon, a control byte, `Expect` named in `Connection` or"
          + " sent in trailers",
      "400 and close; no origin gets a whole request"),
  D5("the client speaks HTTP/1.0", "its expectation counts for nothing, and it gets no interim"),
  D6(
      "an expectation without content to come",
      "it counts for nothing: no 100, and the origin does not see it"),
  D7(
      "content arrives before anybody asked for it",
      "the 100 may be left out, and never follows the end of the content"),
  D8(
      "admission refuses",
      "the final status at once: no 100, no content read, no connection to an origin"),
  D9(
      "a refusal over HTTP/1.1",
      "`Connection: close`, then half-close, then a drain bounded in bytes and time: the client"
          + " can read the status whatever it still sends"),
  D10(
      "a refusal over HTTP/2 or HTTP/3",
      "the stream ends, then is reset with NO_ERROR; the connection lives",
      Standing.LATER),
  D11("the client falls silent after the 100, or within its content", "408 and close"),
  D12("the client sends slower than a route allows", "408 and close"),
  D13(
      "the client leaves while it waits",
      "the exchange with the origin ends at once and leaves nothing behind"),
  D14(
      "the origin's final response comes before the content has crossed",
      "it is relayed at once and the connection closed after it; no byte of the content is read"
          + " as a request"),

  U1(
      "a route in mode `relay`",
      "the origin sees one `100-continue`; content stays back until it decides, and its decision"
          + " reaches the client"),
  U2(
      "an origin that is known for HTTP/1.0, for silence or for 417, or a route in mode `answer`",
      "Parley asks the client for the content after admission, and forwards no `Expect`"),
  U3("an origin that is silent for the whole wait", "content begins to flow on both sides"),
  U4(
      "an origin that decided before, or was silent",
      "the wait is learned from it, below the ceiling"),
  U5(
      "417 from an origin while the content is whole",
      "asked again without `Expect`; the client gets the answer to that"),
  U6(
      "417 that turns into 401, 403 or 413 when asked again",
      "the client gets the status that was meant"),
  U7("an origin that used 417 for a policy", "remembered, so that the next exchange asks once"),
  U8(
      "a connection refused, or lost before the 100",
      "the next origin or a fresh connection, for any method"),
  U9("5xx before the 100", "the next origin, for any method"),
  U10(
      "a client that does not ask, with more content than the route's guard",
      "Parley asks the origin on its own account and keeps that 100 to itself"),
  U11(
      "102, 103, 104, or a 100 that nobody asked for",
      "relayed to clients of HTTP/1.1, within a bound of number and bytes"),
  U12("the same, where the bound is configured", "the configured bound holds"),
  U13("`expect` among the signed fields of AWS Signature Version 4", "forwarded byte for byte"),
  U14(
      "the origin closes or fails after the 100",
      "502 while nothing of a response was sent, otherwise close; never a success cut short"),
  U15(
      "the origin takes its time to decide",
      "the client waits with it: no 100 before the decision or the end of the wait"),
  U16(
      "101 for a protocol that the client asked for and the route names",
      "both connections carry the other protocol, with every byte behind the request and behind the"
          + " 101"),
  U17(
      "101 that was not asked for, or names something else",
      "no answer: 502, and nothing is read as another protocol"),
  U18(
      "content of unknown length, and an origin that is known for HTTP/1.0",
      "it gets no chunks: another origin is asked, or the answer is 411 before any content");

  /** How far a row is built. */
  enum Standing {
    BUILT,
    /** For a version of HTTP that is not spoken yet. */
    LATER
  }

  private final String situation;
  private final String promise;
  private final Standing standing;

  ContractRow(String situation, String promise) {
    this(situation, promise, Standing.BUILT);
  }

  ContractRow(String situation, String promise, Standing standing) {
    this.situation = situation;
    this.promise = promise;
    this.standing = standing;
  }

  String situation() {
    return situation;
  }

  String promise() {
    return promise;
  }

  Standing standing() {
    return standing;
  }

  boolean facesTheClient() {
    return name().startsWith("D");
  }
}
