// SPDX-License-Identifier: Apache-2.0
/** The adaptive client underneath the AWS SDK for Java v2. */
@NullMarked
package dev.parley.client.aws;

import org.jspecify.annotations.NullMarked;
