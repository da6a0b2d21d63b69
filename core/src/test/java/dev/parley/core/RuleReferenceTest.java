// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleReferenceTest {
  private static final String OPENING =
      """
      # Rules

      What a peer can break, as far as Parley notices it. The name is the same in the log, in the tables of the
      [client](tables/client.md) and the [relay](tables/relay.md) machine, and here; the log says it at level `debug`.
      """;

  @Test
  void everyRuleIsOnThePageWithItsRemedy() throws IOException {
    String rules =
        Arrays.stream(Rule.values())
            .map(RuleReferenceTest::section)
            .collect(Collectors.joining("\n"));
    GoldenPage.check("rules.md", OPENING + "\n" + rules);
  }

  @Test
  void everyRuleHasAnIdOfItsOwn() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::id)).doesNotHaveDuplicates();
  }

  private static String section(Rule rule) {
    return """
        ## %s

        | | |
        |---|---|
        | says | %s, %s |
        | blames | the %s |
        | happened | %s |
        | remedy | %s |
        | requirement | %s |
        """
        .formatted(
            rule,
            rule.reference(),
            rule.level().toString().replace('_', ' '),
            rule.blames().toString().toLowerCase(Locale.ROOT),
            rule.text(),
            rule.remedy(),
            rule.id());
  }
}
