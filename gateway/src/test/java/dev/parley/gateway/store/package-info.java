// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.parley.gateway.store;

import org.jspecify.annotations.NullMarked;
