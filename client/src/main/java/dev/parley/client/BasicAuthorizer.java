// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static dev.parley.client.DigestAuthorizer.composed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Tells the name and the password (RFC 7617), always in the same words. */
final class BasicAuthorizer implements Authorizer {
  private final String realm;
  private final String value;

  BasicAuthorizer(String realm, Credentials credentials) {
    this.realm = realm;
    String pair = composed(credentials.user()) + ":" + composed(credentials.password());
    value = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String authorize(String method, String target) {
    return value;
  }

  @Override
  public String space() {
    return "Basic " + realm;
  }

  @Override
  public List<String> domain(String origin) {
    return List.of();
  }

  @Override
  public void told(List<String> fieldLines) {
    // Nothing in it is for Basic.
  }
}
