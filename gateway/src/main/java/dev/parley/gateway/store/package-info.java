// SPDX-License-Identifier: Apache-2.0
/**
 * The built-in origin: uploads kept as plain files in one folder.
 *
 * <p>A package of its own because the store is an origin that happens to live in the process. It
 * knows nothing of the gateway, of the HTTP library or of Netty, and the gateway reaches it only
 * through {@link dev.parley.gateway.store.Store}. Everything here blocks and belongs on a worker
 * thread.
 */
@NullMarked
@CheckReturnValue
package dev.parley.gateway.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
