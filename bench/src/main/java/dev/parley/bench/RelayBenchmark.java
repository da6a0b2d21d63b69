// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.core.ClientInput;
import dev.parley.core.Content;
import dev.parley.core.Offer;
import dev.parley.core.RelayState;
import dev.parley.core.RelayStep;
import dev.parley.core.Request;
import dev.parley.core.ServerInput;
import dev.parley.core.Version;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The relay machine on the way through one upload, without a shell. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RelayBenchmark {
  private final Request asking = Request.of(Version.HTTP_1_1, new Content.Length(1024), true, true);
  private final Request plain = Request.of(Version.HTTP_1_1, new Content.Length(1024), false, true);

  /** Head, expectation, 100, content, final response, both settled. */
  @Benchmark
  public RelayState uploadWithExpectation(Blackhole actions) {
    RelayState state = RelayState.initial();
    state = down(state, new ServerInput.HeadReceived(asking), actions);
    state = up(state, new ClientInput.HeadSent(Offer.CONTENT_ON_REQUEST), actions);
    state = up(state, new ClientInput.InterimReceived(100), actions);
    return contentAndFinal(state, actions);
  }

  /** The same without the first two. */
  @Benchmark
  public RelayState uploadWithoutExpectation(Blackhole actions) {
    RelayState state = RelayState.initial();
    state = down(state, new ServerInput.HeadReceived(plain), actions);
    state = up(state, new ClientInput.HeadSent(Offer.CONTENT), actions);
    return contentAndFinal(state, actions);
  }

  private static RelayState contentAndFinal(RelayState start, Blackhole actions) {
    RelayState state = down(start, new ServerInput.ContentEnded(), actions);
    state = up(state, new ClientInput.ContentSent(), actions);
    state = up(state, new ClientInput.FinalReceived(201, true), actions);
    state = up(state, new ClientInput.FinalEnded(), actions);
    return down(state, new ServerInput.FinalEnded(), actions);
  }

  private static RelayState down(RelayState state, ServerInput input, Blackhole actions) {
    return step(state.onDown(input), actions);
  }

  private static RelayState up(RelayState state, ClientInput input, Blackhole actions) {
    return step(state.onUp(input), actions);
  }

  private static RelayState step(RelayStep step, Blackhole actions) {
    actions.consume(step.actions());
    return step.next();
  }
}
