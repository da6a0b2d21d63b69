// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Map<String, List<Sample>> SAMPLES = new LinkedHashMap<>();

  static {
    SAMPLES.put("direct", List.of(new Sample(2, 100, 0, 0, Double.NaN, 0, 10e-6, 20e-6)));
    SAMPLES.put(
        "parley",
        List.of(
            new Sample(2, 100_000, 0, 1 << 30, 3.0, 64 << 20, 70e-6, 200e-6),
            new Sample(2, 100_000, 1, 1 << 30, 2.0, 64 << 20, 50e-6, 100e-6),
            new Sample(2, 100_000, 1, 1 << 30, 2.5, 64 << 20, 60e-6, 150e-6)));
    SAMPLES.put("haproxy", List.of(new Sample(2, 80_000, 0, 1 << 30, 2.0, 8 << 20, 30e-6, 70e-6)));
  }

  @Test
  void costIsComparedByMediansAndGivenWithItsSpread() {
    assertThat(Report.table(new Scenario("small", 1 << 10, true, 16), SAMPLES))
        .isEqualTo(
            """
            ### 1 KiB with `Expect: 100-continue`, 16 connections

            |  | CPU, us/exchange | against haproxy | exchanges/s | core busy | RSS, MiB | errors |
            | --- | --- | --- | --- | --- | --- | --- |
            | direct | - | - | 50.0 | - | - | 0 |
            | parley | 20.0 - **25.0** - 30.0 | 1.00 | 50000 - **50000** - 50000 | 125 % | 64.0 | 2 |
            | haproxy | 25.0 | 1.00 | 40000 | 100 % | 8.00 | 0 |

            Delay of the first 100, in microseconds:

            |  | median | p99 | median added | p99 added |
            | --- | --- | --- | --- | --- |
            | direct | 10.0 | 20.0 | - | - |
            | parley | 50.0 - **60.0** - 70.0 | 100 - **150** - 200 | 50.0 | 130 |
            | haproxy | 30.0 | 70.0 | 20.0 | 50.0 |

            """);
  }

  @Test
  void largeContentIsCountedByVolume() {
    assertThat(Report.table(new Scenario("large", 1 << 26, false, 4), SAMPLES))
        .contains("CPU, s/GiB", "| parley | 2.00 - **2.50** - 3.00 | 1.25 |")
        .doesNotContain("first 100");
  }

  @Test
  void withoutTheBaselineThereAreNoRatios() {
    Map<String, List<Sample>> alone = Map.of("parley", SAMPLES.getOrDefault("parley", List.of()));
    assertThat(Report.table(new Scenario("small", 1 << 10, false, 16), alone))
        .contains("| parley | 20.0 - **25.0** - 30.0 | - |");
  }

  @Test
  void aClientIsComparedWithWhatIsNotOursInAnyWay() {
    Map<String, List<ClientsCpu.CpuResult>> results = new LinkedHashMap<>();
    results.put("parley-async", List.of(new ClientsCpu.CpuResult(1, 100_000, 0, 1)));
    results.put("apache-async", List.of(new ClientsCpu.CpuResult(2, 100_000, 0, 1)));
    results.put("jdk-async", List.of(new ClientsCpu.CpuResult(8, 100_000, 0, 1)));
    assertThat(ClientReport.cpu("small", false, results))
        .contains("| parley-async | 10.0 - **10.0** - 10.0 | 0.50 |")
        .contains("| apache-async | 20.0 - **20.0** - 20.0 | 1.00 |")
        .contains("| jdk-async | 80.0 - **80.0** - 80.0 | 4.00 |");
  }
}
