// SPDX-License-Identifier: Apache-2.0
package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.ByteSize;
import dev.parley.core.Content;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private static final Admission UP_TO_1_KIB = Admission.DEFAULTS.withMaxSize(new ByteSize(1024));
  private static final Verdict TOO_LARGE =
      new Verdict.Refuse(
          new Problem(
              413, "Content Too Large", "the content is larger than the 1KiB accepted here"),
          Map.of());

  @Test
  void withoutALimitAnyLengthIsAdmitted() {
    assertThat(Admission.DEFAULTS.judge(new Content.Length(Long.MAX_VALUE)))
        .isEqualTo(Verdict.admit());
    assertThat(Admission.DEFAULTS.largest()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1023, 1024})
  void contentUpToTheLimitIsAdmitted(long bytes) {
    assertThat(UP_TO_1_KIB.judge(new Content.Length(bytes))).isEqualTo(Verdict.admit());
  }

  @ParameterizedTest
  @ValueSource(longs = {1025, Long.MAX_VALUE})
  void contentOverTheLimitIsRefusedWithTheLimit(long bytes) {
    assertThat(UP_TO_1_KIB.judge(new Content.Length(bytes))).isEqualTo(TOO_LARGE);
  }

  @Test
  void whatAnnouncesNoLengthIsNotJudgedYet() {
    assertThat(UP_TO_1_KIB.judge(new Content.None())).isEqualTo(Verdict.admit());
    assertThat(UP_TO_1_KIB.judge(new Content.Unknown())).isEqualTo(Verdict.admit());
  }

  @Test
  void contentThatTurnsOutTooLargeIsRefusedInTheSameWords() {
    assertThat(UP_TO_1_KIB.largest()).isEqualTo(1024);
    assertThat(UP_TO_1_KIB.tooLarge()).isEqualTo(TOO_LARGE);
  }

  @Test
  void aLimitOfNothingIsNoLimit() {
    assertThatThrownBy(() -> Admission.DEFAULTS.withMaxSize(new ByteSize(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max-size: 0 (expected: above zero)");
  }
}
