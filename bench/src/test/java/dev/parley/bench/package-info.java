// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
