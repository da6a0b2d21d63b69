// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class HopByHopTest {

  @Test
  void whatConnectionNamesIsRemovedInAnySpellingButFramingStays() {
    HttpHeaders fields = new DefaultHttpHeaders();
    fields.add("Connection", "X-One, x-TWO , host");
    fields.add("Connection", "content-length,,");
    fields.add("x-one", "1").add("X-Two", "2").add("X-Three", "3");
    fields.add("Host", "h").add("Content-Length", "0").add("Keep-Alive", "1");

    HopByHop.remove(fields);

    assertThat(fields.names()).containsExactlyInAnyOrder("X-Three", "Host", "Content-Length");
  }

  /** A bucket of the fields holds all of one name, and every look-up of another walks it. */
  @Test
  @Timeout(10)
  void manyNominationsAmongManyFieldsAreReadOnce() {
    HttpHeaders fields = new DefaultHttpHeaders();
    fields.add("Connection", "r,".repeat(60_000) + "close");
    for (int i = 0; i < 60_000; i++) {
      fields.add("b", "");
    }

    HopByHop.remove(fields);

    assertThat(fields.size()).isEqualTo(60_000);
  }
}
