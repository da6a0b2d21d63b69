// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Lets the fuzzer look for inputs of {@link HeadTarget}; those it finds are kept beside the tests. */
final class HeadFuzz {
  @FuzzTest
  void anyHeadIsRefusedOrReadInOneWay(byte[] input) {
    HeadTarget.run(input);
  }
}
