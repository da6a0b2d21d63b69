// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ContentTest {
  @Test
  void lengthZeroIsNoContent() {
    assertThat(Content.ofLength(0)).isEqualTo(new Content.None());
    assertThat(Content.ofLength(0).announced()).isFalse();
  }

  @Test
  void aLengthAboveZeroAndAnUnknownOneAnnounceContent() {
    assertThat(Content.ofLength(3)).isEqualTo(new Content.Length(3));
    assertThat(new Content.Length(1).announced()).isTrue();
    assertThat(new Content.Unknown().announced()).isTrue();
  }

  @Test
  void aLengthBelowOneIsNoLength() {
    assertThatThrownBy(() -> Content.ofLength(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes: -1 (expected: above zero)");
    assertThatThrownBy(() -> new Content.Length(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
