// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.time.Instant;
import java.util.Optional;

/** What tells one state of a file from another (RFC 9110 8.8). */
record Validators(Optional<String> entityTag, Instant modified) {}
