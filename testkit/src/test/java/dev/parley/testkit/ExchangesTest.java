// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExchangesTest {
  private static final Path FOLDER = Path.of("src/main/resources/dev/parley/testkit/exchanges");

  static List<Exchange> all() {
    return Exchanges.all();
  }

  @Test
  void theIndexNamesEveryFile() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(it -> !it.equals("index")))
          .containsExactlyInAnyOrderElementsOf(all().stream().map(Exchange::file).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFixtureIsInTheFormItWouldBeRenderedIn(Exchange exchange) {
    assertThat(exchange.render()).isEqualTo(textOf(exchange));
    assertThat(Exchange.parse(exchange.file(), exchange.render())).isEqualTo(exchange);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFixtureNamesItsSubjectAndClaimsSomething(Exchange exchange) {
    assertThat(exchange.subjects()).isNotEmpty();
    assertThat(exchange.claims()).isNotEmpty();
    if (exchange.hasOriginLeg()) {
      assertThat(exchange.subjects()).containsExactly(Subject.GATEWAY);
    }
  }

  @Test
  void fixturesAreFoundByTheirSubject() {
    assertThat(Exchanges.about(Subject.CLIENT)).isNotEmpty();
    assertThat(Exchanges.about(Subject.SERVER)).isNotEmpty().noneMatch(Exchange::hasOriginLeg);
    assertThat(Exchanges.about(Subject.GATEWAY)).anyMatch(Exchange::hasOriginLeg);
  }

  @Test
  void aNameThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Exchanges.named("nothing"))
        .hasMessage("fixture: nothing.exchange (expected: one that index names)");
  }

  private static String textOf(Exchange exchange) {
    try {
      return Files.readString(FOLDER.resolve(exchange.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
