// SPDX-License-Identifier: Apache-2.0
/**
 * Shells that turn bytes and time into inputs of the core, and its actions into bytes and time.
 *
 * <p>Every object here belongs to one event loop and is touched on no other thread. What a message
 * means is decided in {@code dev.parley.core} alone.
 */
@NullMarked
package dev.parley.netty;

import org.jspecify.annotations.NullMarked;
