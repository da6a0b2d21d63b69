// SPDX-License-Identifier: Apache-2.0
/** Uploads of Apache HttpClient 5 that negotiate before they are sent. */
@NullMarked
package dev.parley.client.apache;

import org.jspecify.annotations.NullMarked;
