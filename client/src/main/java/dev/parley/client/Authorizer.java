// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

/** What answers the challenge of one server, for one request after another (RFC 9110 11.6.2). */
interface Authorizer {
  /**
   * The value of {@code Authorization} for a request.
   *
   * @param target path and query, as the server sees them
   */
  String authorize(String method, String target);
}
