// SPDX-License-Identifier: Apache-2.0
/** Spring's RestClient and RestTemplate with uploads that are negotiated. */
@NullMarked
package dev.parley.client.spring;

import org.jspecify.annotations.NullMarked;
