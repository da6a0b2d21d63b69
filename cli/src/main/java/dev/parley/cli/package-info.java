// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code parley} command: arguments in, exit codes out. What a command does lives in the module
 * it calls.
 */
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
