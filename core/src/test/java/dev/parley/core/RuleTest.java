// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleTest {
  @ParameterizedTest
  @EnumSource
  void everyRuleSaysWhereItStandsWhatHappenedAndWhatMendsIt(Rule rule) {
    assertThat(rule.id()).matches("[CSP]\\d+");
    assertThat(rule.reference()).matches("RFC 9\\d{3} \\d+(\\.\\d+)*");
    assertThat(rule.text()).isNotBlank().doesNotEndWith(".");
    assertThat(rule.remedy()).isNotBlank().doesNotEndWith(".");
    assertThat(rule.id().charAt(0)).isEqualTo(rule.blames() == Rule.Party.CLIENT ? 'C' : 'S');
  }

  @Test
  void noTwoRulesShareAnId() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::id)).doesNotHaveDuplicates();
  }

  @Test
  void levelsAreThoseOfTheText() {
    assertThat(Rule.EXPECT_WITHOUT_CONTENT.level()).isEqualTo(Rule.Level.MUST_NOT);
    assertThat(Rule.EXPECT_UNANSWERED.level()).isEqualTo(Rule.Level.MUST);
  }

  @ParameterizedTest
  @EnumSource
  void everySettlementSaysWhyAndOnlyACompleteExchangeIsReusable(Settlement settlement) {
    assertThat(settlement.reason()).isNotBlank().doesNotEndWith(".");
    assertThat(settlement.reusable()).isEqualTo(settlement == Settlement.COMPLETE);
  }
}
