// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static dev.parley.core.Version.HTTP_1_0;
import static dev.parley.core.Version.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequestTest {
  private static final Content SOME = new Content.Length(3);
  private static final Content NONE = new Content.None();

  @Test
  void contentIsOfferedOnRequestOnlyWhereAskedForInHttp11() {
    assertThat(Request.of(HTTP_1_1, SOME, true, true))
        .isEqualTo(new Request(Offer.CONTENT_ON_REQUEST, HTTP_1_1, true));
    assertThat(Request.of(HTTP_1_1, SOME, false, false))
        .isEqualTo(new Request(Offer.CONTENT, HTTP_1_1, false));
    assertThat(Request.of(HTTP_1_0, SOME, true, true))
        .isEqualTo(new Request(Offer.CONTENT, HTTP_1_0, true));
    assertThat(Request.of(HTTP_1_0, SOME, false, false))
        .isEqualTo(new Request(Offer.CONTENT, HTTP_1_0, false));
  }

  @Test
  void anExpectationWithoutContentMeansNothing() {
    assertThat(Request.of(HTTP_1_1, NONE, true, true))
        .isEqualTo(new Request(Offer.NO_CONTENT, HTTP_1_1, true));
    assertThat(Request.of(HTTP_1_0, NONE, true, false))
        .isEqualTo(new Request(Offer.NO_CONTENT, HTTP_1_0, false));
  }

  @Test
  void anUpgradeIsIgnoredWithContentAndWithHttp10() {
    assertThat(Request.of(HTTP_1_1, NONE, false, true).upgrading())
        .isEqualTo(new Request(Offer.UPGRADE, HTTP_1_1, true));
    for (Request other :
        new Request[] {
          Request.of(HTTP_1_1, SOME, true, true),
          Request.of(HTTP_1_1, SOME, false, true),
          Request.of(HTTP_1_0, NONE, false, false)
        }) {
      assertThat(other.upgrading()).isEqualTo(other);
    }
    assertThatThrownBy(() -> new Request(Offer.UPGRADE, HTTP_1_0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offer: UPGRADE (expected: CONTENT or NO_CONTENT, HTTP_1_0 cannot ask)");
  }

  @Test
  void http10CannotAsk() {
    assertThatThrownBy(() -> new Request(Offer.CONTENT_ON_REQUEST, HTTP_1_0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "offer: CONTENT_ON_REQUEST (expected: CONTENT or NO_CONTENT, HTTP_1_0 cannot ask)");
  }
}
