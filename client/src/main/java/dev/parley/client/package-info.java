// SPDX-License-Identifier: Apache-2.0
/**
 * The adaptive client: it asks before it sends where that is worth its wait, waits as long as the
 * server deserves, and remembers how servers answer.
 */
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
