// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.OriginMemory.Manner;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginMemoriesTest {
  @Test
  void theServerThatWasNotAskedForLongestIsForgottenFirst() {
    OriginMemories memories = new OriginMemories(2);
    KnownOrigin a = memories.of("a");
    memories.of("b").silent(0);
    assertThat(memories.of("a")).isSameAs(a);
    assertThat(memories.of("c")).isNotNull();
    assertThat(memories.size()).isEqualTo(2);
    assertThat(memories.export()).extracting(OriginNote::origin).containsExactly("a", "c");
  }

  @Test
  void aNoteSurvivesBeingWritten() {
    OriginMemories memories = new OriginMemories();
    KnownOrigin origin = memories.of("http://h:80");
    origin.connected(Duration.ofMillis(20));
    origin.decided(Duration.ofMillis(30), System.nanoTime());
    origin.answered(true);
    origin.sent(1 << 20, Duration.ofSeconds(1));
    OriginNote note = memories.export().get(0);
    assertThat(OriginNote.parse(note.line())).isEqualTo(note);

    OriginMemories other = new OriginMemories();
    other.restore(List.of(note));
    OriginNote again = other.export().get(0);
    assertThat(again.estimate()).isEqualTo(note.estimate());
    assertThat(again.odds()).isEqualTo(note.odds());
    assertThat(again.path()).isEqualTo(note.path());
    assertThat(again.manner()).isEqualTo(Manner.DECIDES);
  }

  @Test
  void theNoteOfOneServerIsFoundByAnyOfItsAddresses() {
    OriginMemories memories = new OriginMemories();
    memories.of("http://h:80").silent(System.nanoTime());
    assertThat(memories.note(URI.create("http://H/a?b")).map(OriginNote::manner))
        .contains(Manner.SILENT);
    assertThat(memories.note(URI.create("https://h/"))).isEmpty();
  }

  @Test
  void anOldNoteIsDoubtedAfterTheTimeThatWasLeft() {
    OriginMemories memories = new OriginMemories();
    memories.of("o").silent(System.nanoTime());
    OriginNote fresh = memories.export().get(0);
    OriginNote old =
        new OriginNote(
            fresh.origin(),
            fresh.manner(),
            false,
            fresh.since().minus(Patience.DEFAULTS.memory()),
            fresh.estimate(),
            fresh.odds(),
            fresh.path());
    long now = System.nanoTime();
    OriginMemories first = new OriginMemories();
    first.restore(List.of(fresh));
    assertThat(first.of("o").claimsAsk(Patience.DEFAULTS.memory(), now)).isFalse();
    OriginMemories second = new OriginMemories();
    second.restore(List.of(old));
    assertThat(second.of("o").claimsAsk(Patience.DEFAULTS.memory(), now)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 0, 0 0, 2026-01-01T00:00:00Z",
    "-1, 0, 0 0, 2026-01-01T00:00:00Z",
    "0, 9223372036854775807, 0 0, 2026-01-01T00:00:00Z",
    "0, 0, Infinity Infinity, 2026-01-01T00:00:00Z",
    "0, 0, NaN 1, 2026-01-01T00:00:00Z",
    "0, 0, 2 1, 2026-01-01T00:00:00Z",
    "0, 0, 0 0, yesterday"
  })
  void aNoteThatSaysWhatCannotBeIsNone(long mean, long variation, String odds, String since) {
    assertThatThrownBy(
            () ->
                OriginNote.parse(
                    "1 http://h:80 decides false %s %d %d 1 %s 0 0"
                        .formatted(since, mean, variation, odds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("note: ");
  }

  @Test
  void aNoteOfAnotherCenturyIsDoubted() {
    OriginMemories memories = new OriginMemories();
    memories.restore(
        List.of(OriginNote.parse("1 o silent false -100000-01-01T00:00:00Z 0 0 0 0 0 0 0")));
    assertThat(memories.of("o").claimsAsk(Patience.DEFAULTS.memory(), System.nanoTime())).isTrue();
  }

  @Test
  void whatIsKnownStays() {
    OriginMemories memories = new OriginMemories();
    memories.of("o").silent(System.nanoTime());
    OriginNote silent = memories.export().get(0);
    OriginMemories other = new OriginMemories();
    other.of("o").decided(Duration.ofMillis(1), System.nanoTime());
    other.restore(List.of(silent));
    assertThat(other.export().get(0).manner()).isEqualTo(Manner.DECIDES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "2 o silent false 2026-01-01T00:00:00Z 0 0 0 0.0 0.0 0 0",
        "1 o loud false 2026-01-01T00:00:00Z 0 0 0 0.0 0.0 0 0",
        "1 o silent false yesterday 0 0 0 0.0 0.0 0 0",
        "1 o silent false 2026-01-01T00:00:00Z x 0 0 0.0 0.0 0 0",
        "1 o silent false 2026-01-01T00:00:00Z 0 0 0 2.0 1.0 0 0",
        "1 o silent false 2026-01-01T00:00:00Z 0 0 0 0.0 0.0 -1 0"
      })
  void whatIsNoNoteIsNamed(String line) {
    assertThatThrownBy(() -> OriginNote.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("note: " + line);
  }
}
