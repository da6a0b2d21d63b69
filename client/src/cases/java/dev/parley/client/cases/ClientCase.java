// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static dev.parley.testkit.OriginScripts.interim;
import static dev.parley.testkit.OriginScripts.response;

import java.util.ArrayList;
import java.util.List;

/**
 * One behaviour of a server, and the results that a caller may see.
 *
 * @param title what the server does
 * @param content what is uploaded
 * @param first what is done with the first request
 * @param repeated what is done with every further one, but for the last, which any server accepts
 * @param results the statuses a caller may see; empty where it must be a failure
 */
record ClientCase(
    String title,
    CaseContent content,
    Behaviour first,
    Behaviour repeated,
    List<Integer> results) {
  private static final CaseContent LARGE = new CaseContent(8 << 20, true);
  private static final int FLOOD = 10_000;

  private static ClientCase of(String title, Behaviour first, Integer... results) {
    return new ClientCase(title, LARGE, first, Behaviour.ACCEPT, List.of(results));
  }

  /** All of them, in the order of the page. */
  static List<ClientCase> all() {
    List<ClientCase> cases = new ArrayList<>();
    cases.add(of("100 at once", Behaviour.ACCEPT, 201));
    cases.add(of("100 after 500 ms", Behaviour.continueAfter(500), 201));
    cases.add(of("100 after 1.5 s", Behaviour.continueAfter(1500), 201));
    cases.add(of("100 after 5 s", Behaviour.continueAfter(5000), 201));
    cases.add(of("never a 100", Behaviour.silentThen(201), 201));
    cases.add(of("417, connection kept", Behaviour.early(417, false), 201));
    cases.add(of("417, closes", Behaviour.early(417, true), 201));
    cases.add(
        new ClientCase(
            "417 to everything",
            LARGE,
            Behaviour.early(417, false),
            Behaviour.early(417, false),
            List.of(417)));
    cases.add(of("417 after the content", Behaviour.silentThen(417), 201));
    for (int status : new int[] {200, 302, 307, 401, 403, 413, 415, 500, 503}) {
      for (boolean close : new boolean[] {false, true}) {
        boolean redirects = status == 302 || status == 307;
        cases.add(
            of(
                "early %d, %s".formatted(status, close ? "closes" : "connection kept"),
                redirects ? Behaviour.redirect(status, close) : Behaviour.early(status, close),
                redirects ? new Integer[] {201, status} : new Integer[] {status}));
      }
    }
    cases.add(
        new ClientCase(
            "413 after 64 KiB of 32 MiB, reset 100 ms later",
            new CaseContent(32 << 20, true),
            Behaviour.refuseAndReset(64 << 10),
            Behaviour.ACCEPT,
            List.of(413)));
    cases.add(
        of(
            "100 with fields",
            Behaviour.insteadOfContinue("HTTP/1.1 100 Go On\r\nX-Note: a\r\nDate: now\r\n\r\n"),
            201));
    cases.add(of("100 twice", Behaviour.insteadOfContinue(interim(100) + interim(100)), 201));
    cases.add(of("100 after the content", Behaviour.lateContinue(), 201));
    cases.add(
        of(
            "100 and 403 in one segment",
            (peer, head) -> {
              peer.send(interim(100) + response(403).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
              peer.shutdownOutput().discardToEof();
            },
            403));
    for (int status : new int[] {102, 103, 199}) {
      cases.add(
          of(
              status + " before the 100",
              Behaviour.insteadOfContinue(interim(status) + interim(100)),
              201));
    }
    cases.add(of("102 every 100 ms for 4 s, never a 100", Behaviour.drip(40), 201));
    cases.add(
        of(
            "10,000 interim responses before the 100",
            Behaviour.insteadOfContinue(interim(103).repeat(FLOOD) + interim(100)),
            201));
    cases.add(of("final response of HTTP/1.0", Behaviour.http10(), 201));
    cases.add(of("closes without an answer", Behaviour.leaveAtOnce()));
    cases.add(
        new ClientCase(
            "100 at once, content of unknown length",
            new CaseContent(8 << 20, false),
            Behaviour.ACCEPT,
            Behaviour.ACCEPT,
            List.of(201)));
    cases.add(
        new ClientCase(
            "early 413, content of unknown length",
            new CaseContent(8 << 20, false),
            Behaviour.early(413, true),
            Behaviour.ACCEPT,
            List.of(413)));
    cases.add(
        new ClientCase(
            "201 to empty content",
            new CaseContent(0, true),
            Behaviour.ACCEPT,
            Behaviour.ACCEPT,
            List.of(201)));
    return cases;
  }
}
