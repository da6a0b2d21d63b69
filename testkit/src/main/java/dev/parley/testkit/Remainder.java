// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/**
 * Everything that arrived up to the end of a connection.
 *
 * @param text the bytes as ISO-8859-1
 * @param ending how it ended
 */
public record Remainder(String text, Ending ending) {}
