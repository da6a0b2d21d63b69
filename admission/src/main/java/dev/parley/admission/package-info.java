// SPDX-License-Identifier: Apache-2.0
/**
 * What to say to a request when nothing but its head is known.
 *
 * <p>No I/O, no clock: a head goes in, a {@link dev.parley.admission.Verdict} comes out.
 */
@NullMarked
package dev.parley.admission;

import org.jspecify.annotations.NullMarked;
