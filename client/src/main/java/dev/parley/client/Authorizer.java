// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.List;

/**
 * What answers the challenges of one protection space, for one request after another (RFC 9110
 * 11.5, 11.6.2).
 */
interface Authorizer {
  /**
   * The value of {@code Authorization} for a request.
   *
   * @param target path and query, as the server sees them
   */
  String authorize(String method, String target);

  /** Scheme and realm: which of the protection spaces of its server it is for. */
  String space();

  /**
   * How paths begin that the server says are of this space, besides the one it challenged.
   *
   * @param origin the server
   */
  List<String> domain(String origin);

  /**
   * Hears what the server said of the authentication of a request (RFC 7615).
   *
   * @param fieldLines of {@code Authentication-Info}
   */
  void told(List<String> fieldLines);
}
