// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.util.List;
import java.util.Optional;

/**
 * One fixture: an exchange told byte by byte, and what must hold after it.
 *
 * <pre>{@code
 * # late-100.exchange -- RFC 9110 10.1.1: a client may stop waiting; a late 100 is harmless
 * # subject: client
 * > POST /u HTTP/1.1 | Host: h | Expect: 100-continue | Content-Length: 3
 * @ +1s
 * > abc
 * < HTTP/1.1 100 Continue
 * < HTTP/1.1 201 Created | Content-Length: 0
 * = final 201, content sent 3, connection reusable
 * }</pre>
 *
 * <p>The first line names the file, the section and the claim. More {@code #} lines may follow it:
 * {@code # subject: server, gateway} says whose behaviour this is, others are notes. Then come the
 * steps, then the claims. There are no blank lines, and no line ends in a blank.
 *
 * <ul>
 *   <li>{@code >} the client's bytes, {@code <} bytes to the client, {@code >>} bytes to the
 *       origin, {@code <<} the origin's bytes. One blank after the mark belongs to the mark.
 *   <li>A line is a <em>head</em> when its text up to the first {@code |} is a request line (in
 *       {@code >} and {@code >>}) or a status line (in {@code <} and {@code <<}). {@code |}, with
 *       at most one blank on either side, is then CRLF, and CRLF CRLF follows the last field. Field
 *       lines are otherwise verbatim, so that they can be malformed on purpose. Of a head that is
 *       expected, the start line must match exactly (a status line without a reason leaves the
 *       reason open) and the fields named must be there, names without case, values with it; {@code
 *       Name: ~} leaves the value open, {@code !Name} says there is no such field, and fields not
 *       named may be there.
 *   <li>Any other line is <em>content</em>, exact bytes with nothing added: {@code |} is CRLF and
 *       blanks count; {@code *N} repeats the one byte (or {@code |}) before it. Framing is written
 *       out: {@code > 3|abc|0||} is chunked. {@code \-} is no byte at all: at the start it makes
 *       content of what looks like a head, such as a head cut short. A lone {@code ~} is the rest
 *       of the message, whatever it is, and can only be expected.
 *   <li>Escapes in both: {@code \| \\ \* \0 \t \n \r \xNN}. A fixture is ASCII.
 *   <li>{@code @ +1s}: time passes ({@code ms}, {@code s}, {@code m}). {@code @ fin <<}, {@code @
 *       reset >}: the speaker of that lane ends the connection in this way; {@code @ gone >>}: in
 *       either way, which can only be expected. {@code @ connect >>}: the speaker of that lane
 *       opens another connection, where the leg goes on; the first needs no line.
 *   <li>{@code =} claims, separated by commas: {@link Claim.Key}.
 * </ul>
 *
 * @param name the file's name without {@code .exchange}
 * @param reference the section, such as {@code RFC 9110 10.1.1}
 * @param claim what it shows, in one sentence
 * @param subjects whom the {@code # subject} line names, in order; may be empty
 * @param notes further {@code #} lines
 * @param steps what happens, in order
 * @param claims what must hold
 */
public record Exchange(
    String name,
    String reference,
    String claim,
    List<Subject> subjects,
    List<String> notes,
    List<Step> steps,
    List<Claim> claims) {

  /** Copies the lists. */
  public Exchange {
    subjects = List.copyOf(subjects);
    notes = List.copyOf(notes);
    steps = List.copyOf(steps);
    claims = List.copyOf(claims);
  }

  /**
   * Reads a fixture.
   *
   * @param file the file's name for messages; has to agree with the first line
   * @throws ExchangeSyntaxException when it cannot be read
   */
  public static Exchange parse(String file, String text) {
    return new ExchangeParser(file, text).parse();
  }

  /** The fixture as text, ending in a line end; parsing it gives an equal exchange. */
  public String render() {
    return ExchangeText.render(this);
  }

  /** The file's name. */
  public String file() {
    return name + ".exchange";
  }

  /** The line of a step, counted from one, in {@link #render} and any file written like it. */
  public int lineOf(int step) {
    return 2 + (subjects.isEmpty() ? 0 : 1) + notes.size() + step;
  }

  /** Whether anything crosses the leg between gateway and origin. */
  public boolean hasOriginLeg() {
    return steps.stream()
        .map(ExchangeText::render)
        .anyMatch(line -> line.matches("(@.* )?(>>|<<).*"));
  }

  /**
   * Whether this describes the subject's behaviour: as it says, or if it does not say, the
   * gateway's when there is an origin leg, otherwise a client's and a server's alike.
   */
  public boolean isAbout(Subject other) {
    return subjects.isEmpty()
        ? hasOriginLeg() == (other == Subject.GATEWAY)
        : subjects.contains(other);
  }

  /** What is claimed about this, if anything is. */
  public Optional<String> claimed(Claim.Key key) {
    return claims.stream().filter(each -> each.key() == key).map(Claim::value).findFirst();
  }

  @Override
  public String toString() {
    return file();
  }
}
