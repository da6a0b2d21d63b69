// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Jdk25Test {
  @TempDir private Path folder = Path.of("");

  @Test
  void theGatewayStoresAndRelaysOnJdk25() throws Exception {
    String java = System.getProperty("jdk25.java", "");
    if (java.isEmpty()) {
      throw Installed.skip("no JDK 25 found");
    }
    Parley.Jvm jvm =
        new Parley.Jvm(
            List.of(),
            java,
            List.of(
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    Sample sample = Sample.make(folder.resolve("a.bin"), 16 << 20);
    try (Parley store = Parley.serve(jvm, folder);
        Parley relay = Parley.serve(jvm, folder, "--origin", store.url(""))) {
      Curl curl = Curl.put(sample.file(), relay.url("a.bin"));
      assertThat(curl.statuses()).containsExactly(100, 201);
      assertThat(Sample.hex(folder.resolve("parley-data/a.bin"))).isEqualTo(sample.hex());
      assertThat(relay.program().err() + store.program().err()).isEmpty();
    }
  }
}
