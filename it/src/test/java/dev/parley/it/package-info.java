// SPDX-License-Identifier: Apache-2.0
/** The program {@code parley} against the clients and servers that people use. */
@NullMarked
package dev.parley.it;

import org.jspecify.annotations.NullMarked;
