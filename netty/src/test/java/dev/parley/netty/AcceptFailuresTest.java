// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
  @Test
  void descriptorsThatRunOutAreNamedWithTheWayOut() {
    assertThat(
            AcceptFailures.reason(
                new IOException("accept(..) failed with error(-24): Too many open files")))
        .isEqualTo("too many open files (a higher ulimit -n allows more)");
    assertThat(AcceptFailures.reason(new IOException("Connection aborted")))
        .isEqualTo("Connection aborted");
  }

  @Test
  void aFailureGoesNoFurther() {
    EmbeddedChannel listening = new EmbeddedChannel(new AcceptFailures());
    listening.pipeline().fireExceptionCaught(new IOException("on purpose"));
    listening.checkException();
    assertThat(listening.isOpen()).isTrue();
    assertThat(listening.finish()).isFalse();
  }
}
