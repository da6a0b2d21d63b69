// SPDX-License-Identifier: Apache-2.0
/** Fails test classes that leave buffers, connections or threads behind. */
@NullMarked
package dev.parley.netty.guard;

import org.jspecify.annotations.NullMarked;
