// SPDX-License-Identifier: Apache-2.0
/** Uploads of OkHttp that negotiate before they are sent. */
@NullMarked
package dev.parley.client.okhttp;

import org.jspecify.annotations.NullMarked;
