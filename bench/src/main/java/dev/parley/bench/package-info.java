// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks: gateways side by side over real sockets, and the hot path of the core on its own.
 *
 * <p>The load and the origin read and write bytes without a codec and share one event loop, so that
 * they cost less than any gateway between them.
 */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
