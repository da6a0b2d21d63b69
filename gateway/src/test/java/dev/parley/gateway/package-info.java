// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
