// SPDX-License-Identifier: Apache-2.0
/** Servers, good and bad, that every client and adapter is put through; tests compile it. */
@NullMarked
package dev.parley.client.cases;

import org.jspecify.annotations.NullMarked;
