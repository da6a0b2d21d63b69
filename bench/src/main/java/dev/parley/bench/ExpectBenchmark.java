// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.core.Expectation;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading {@code Expect}: as every client writes it, and as the grammar allows it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExpectBenchmark {
  /** The value of the field. */
  @Param({"100-continue", ", 100-Continue ,", "later=\"a\\\"b\";c=d, 100-continue", "=;"})
  public String value = "";

  @Benchmark
  public Expectation parse() {
    return Expectation.parse(List.of(value));
  }
}
