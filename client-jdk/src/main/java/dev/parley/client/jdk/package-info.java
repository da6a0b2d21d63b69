// SPDX-License-Identifier: Apache-2.0
/**
 * The client of the JDK, {@link java.net.http.HttpClient}, with uploads that are negotiated: the
 * same requests, publishers, handlers and responses.
 */
@NullMarked
package dev.parley.client.jdk;

import org.jspecify.annotations.NullMarked;
