// SPDX-License-Identifier: Apache-2.0
/**
 * The negotiation before an upload, as values: what a field says, what a peer did, what to do next.
 *
 * <p>Nothing here performs I/O, reads a clock or starts a thread. A shell turns bytes and timers
 * into inputs, a machine turns a state and an input into a step, and the shell performs the step's
 * actions.
 */
@NullMarked
@CheckReturnValue
package dev.parley.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
