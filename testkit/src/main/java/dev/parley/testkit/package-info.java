// SPDX-License-Identifier: Apache-2.0
/**
 * What a test needs to talk about an upload byte by byte: scripted peers on real sockets, a ticker
 * advanced by hand, and {@code .exchange} fixtures with their player.
 *
 * <p>Bytes are shown as strings in ISO-8859-1 everywhere, so that a string holds exactly the bytes
 * that crossed the wire. Nothing here sleeps; whatever waits has a deadline and says what it waited
 * for.
 */
@NullMarked
package dev.parley.testkit;

import org.jspecify.annotations.NullMarked;
