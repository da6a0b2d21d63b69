// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Attempt;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.Outcome.Reason;
import dev.parley.client.RequestContent;
import dev.parley.core.TargetUri;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final long MIB = 1 << 20;
  private static final Duration SHORT = Duration.ofMillis(12);

  private static Attempt asked(Decision decision, int status, Again again) {
    return attempt(true, Reason.ESTIMATE, decision, status, again);
  }

  private static Attempt unasked(Reason reason, int status, Again again) {
    return attempt(false, reason, Decision.UNASKED, status, again);
  }

  private static Attempt attempt(
      boolean asked, Reason reason, Decision decision, int status, Again again) {
    return new Attempt(
        asked,
        reason,
        Optional.empty(),
        decision,
        SHORT,
        0,
        OptionalLong.of(MIB),
        status == 0 ? Optional.empty() : Optional.of(status),
        false,
        again);
  }

  private static String story(Attempt... attempts) {
    return Words.story(
        List.of(attempts), reason -> Words.notAsked(reason, "never", Optional.empty()));
  }

  @Test
  void everyDecisionHasWords() {
    assertThat(
            Arrays.stream(Decision.values())
                .map(decision -> Words.decision(decision, 413, SHORT))
                .toList())
        .containsExactly(
            "",
            "",
            "asked, 100 after 12 ms",
            "asked, 413 after 12 ms",
            "asked, no answer within 12 ms",
            "asked, connection lost after 12 ms");
  }

  @Test
  void everyReasonNotToAskHasWords() {
    assertThat(
            Arrays.stream(Reason.values())
                .map(reason -> Words.notAsked(reason, "1MiB", Optional.of("stays silent")))
                .toList())
        .containsExactly(
            "",
            "not asked: --expect 1MiB",
            "not asked: the server stays silent",
            "",
            "not asked: not worth the wait");
  }

  @Test
  void everyAttemptIsPartOfTheStory() {
    assertThat(
            story(
                asked(Decision.FINAL, 417, Again.EXPECTATION_FAILED),
                unasked(Reason.EXPECTATION_FAILED, 201, Again.NO)))
        .isEqualTo("asked, 417 after 12 ms, again without asking");
    assertThat(
            story(
                asked(Decision.FINAL, 307, Again.REDIRECTED),
                asked(Decision.FINAL, 401, Again.CHALLENGED),
                asked(Decision.CONTINUE, 201, Again.NO)))
        .isEqualTo(
            "asked, 307 after 12 ms, redirected, asked, 401 after 12 ms, again with credentials,"
                + " asked, 100 after 12 ms");
    assertThat(
            story(
                asked(Decision.LOST, 0, Again.STALE_CONNECTION),
                asked(Decision.CONTINUE, 503, Again.NO),
                unasked(Reason.POLICY, 201, Again.NO)))
        .isEqualTo(
            "asked, connection lost after 12 ms, again on a new connection,"
                + " asked, 100 after 12 ms, 503, tried again, not asked: --expect never");
    assertThat(story()).isEmpty();
  }

  @Test
  void everyEndingHasALine() {
    assertThat(line(Ending.UPLOADED, 201, 8 * MIB, 0, ""))
        .isEqualTo("f: 201, 8 MiB in 2.0 s, 4 MiB/s");
    assertThat(line(Ending.UPLOADED, 201, 8, 0, "")).isEqualTo("f: 201, 8 B in 2.0 s");
    assertThat(line(Ending.UPLOADED, 200, 0, MIB, ""))
        .isEqualTo("f: 200 before a byte was sent, 1 MiB spared");
    assertThat(line(Ending.UPLOADED, 200, 1, MIB, ""))
        .isEqualTo("f: 200 before all was sent, 1 MiB spared");
    assertThat(line(Ending.REFUSED, 413, 0, MIB, "too large"))
        .isEqualTo("f: refused with 413 before a byte was sent, 1 MiB spared: too large");
    assertThat(line(Ending.REFUSED, 413, 1024, MIB, ""))
        .isEqualTo("f: refused with 413 after 1 KiB, 1 MiB spared");
    assertThat(line(Ending.REFUSED, 403, 0, 0, "")).isEqualTo("f: refused with 403");
    assertThat(line(Ending.FAILED, 0, MIB, 0, "the peer left"))
        .isEqualTo("f: failed after 1 MiB: the peer left");
    assertThat(line(Ending.UNREACHABLE, 0, 0, 0, "no connection"))
        .isEqualTo("f: unreachable: no connection");
    assertThat(line(Ending.STOPPED, 0, MIB, 0, "")).isEqualTo("f: stopped after 1 MiB");
    assertThat(line(Ending.NOT_TRIED, 0, 0, 0, "")).isEqualTo("f: not tried");
  }

  @Test
  void theStoryStandsBeforeTheReason() {
    assertThat(Words.line(result(Ending.REFUSED, 413, 0, MIB, "too large"), "asked"))
        .isEqualTo("f: refused with 413 before a byte was sent, 1 MiB spared (asked): too large");
  }

  @Test
  void whoSpentContentOnARefusalIsToldHowToAsk() {
    assertThat(refused(unasked(Reason.MEMORY, 413, Again.NO), 1024))
        .isEqualTo("f: refused with 413 after 1 KiB (story; --expect always asks anyway)");
    assertThat(refused(unasked(Reason.ESTIMATE, 413, Again.NO), 1024))
        .isEqualTo("f: refused with 413 after 1 KiB (story; --expect always asks anyway)");
    assertThat(refused(unasked(Reason.POLICY, 413, Again.NO), 1024))
        .isEqualTo("f: refused with 413 after 1 KiB (story)");
    assertThat(refused(asked(Decision.ELAPSED, 413, Again.NO), 1024))
        .isEqualTo("f: refused with 413 after 1 KiB (story)");
  }

  private static String refused(Attempt attempt, long sent) {
    UploadResult all = result(Ending.REFUSED, 413, sent, 0, "");
    return Words.line(
        new UploadResult(
            all.upload(),
            all.ending(),
            all.status(),
            "",
            all.location(),
            all.redirectedTo(),
            List.of(attempt),
            sent,
            0,
            all.took()),
        "story");
  }

  @Test
  void aSummaryCountsWhatThereIs() {
    UploadResult uploaded = result(Ending.UPLOADED, 201, MIB, 0, "");
    assertThat(Words.summary(List.of(uploaded, uploaded), Duration.ofSeconds(3)))
        .isEqualTo("2 uploaded; 2 MiB sent in 3.0 s");
    assertThat(
            Words.summary(
                List.of(
                    uploaded,
                    result(Ending.REFUSED, 413, 0, 5 * MIB, ""),
                    result(Ending.UNREACHABLE, 0, 0, 0, ""),
                    result(Ending.NOT_TRIED, 0, 0, 0, "")),
                Duration.ofSeconds(3)))
        .isEqualTo(
            "1 uploaded, 1 refused, 1 unreachable, 1 not tried;"
                + " 1 MiB sent, 5 MiB spared in 3.0 s");
  }

  @Test
  void whatWasAcceptedWithoutContentDoesNotReadLikeAnUpload() {
    assertThat(line(Ending.ACCEPTED_WITHOUT_CONTENT, 200, 0, MIB, ""))
        .isEqualTo("f: 200, accepted without content, 1 MiB spared");
    assertThat(line(Ending.ACCEPTED_WITHOUT_CONTENT, 200, 0, 0, ""))
        .isEqualTo("f: 200, accepted without content");
  }

  @Test
  void aPauseSaysWhyAndHowOften() {
    assertThat(Words.pause(result(Ending.REFUSED, 503, 0, 0, "busy"), Duration.ofSeconds(2), 1, 3))
        .isEqualTo("503, retry 1 of 3 in 2.0 s");
    assertThat(
            Words.pause(
                result(Ending.UNREACHABLE, 0, 0, 0, "refused"), Duration.ofSeconds(64), 2, 3))
        .isEqualTo("refused, retry 2 of 3 in 1:04 min");
  }

  private static String line(Ending ending, int status, long sent, long spared, String reason) {
    return Words.line(result(ending, status, sent, spared, reason), "");
  }

  private static UploadResult result(
      Ending ending, int status, long sent, long spared, String reason) {
    return new UploadResult(
        new Upload("f", TargetUri.parse("http://h/f"), RequestContent.none()),
        ending,
        status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
        reason,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        sent,
        spared,
        Duration.ofSeconds(2));
  }
}
