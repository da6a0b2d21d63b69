// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

/** A request that ends in a refusal, on its way to the one place that answers. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
