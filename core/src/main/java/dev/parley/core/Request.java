// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/**
 * What the head of a request leaves to negotiate.
 *
 * @param offer how the content is offered
 * @param version of the request line
 * @param persistent whether the client means to use the connection again (RFC 9112 9.3)
 */
public record Request(Offer offer, Version version, boolean persistent) {
  public Request {
    boolean needsInterim = offer == Offer.CONTENT_ON_REQUEST || offer == Offer.UPGRADE;
    if (needsInterim && !version.carriesInterim()) {
      throw Checks.wrong("offer", offer, "CONTENT or NO_CONTENT, " + version + " cannot ask");
    }
  }

  /**
   * The request that a head describes, once its expectation is known to be none or 100-continue.
   *
   * @param asksContinue whether {@code Expect} is {@code 100-continue}
   */
  public static Request of(
      Version version, Content content, boolean asksContinue, boolean persistent) {
    if (!content.announced()) {
      return new Request(Offer.NO_CONTENT, version, persistent);
    }
    // RFC 9110 10.1.1: the expectation of an HTTP/1.0 request is ignored.
    Offer offer =
        asksContinue && version.carriesInterim() ? Offer.CONTENT_ON_REQUEST : Offer.CONTENT;
    return new Request(offer, version, persistent);
  }

  /**
   * The same request with an {@code Upgrade}, which is ignored where content follows, as RFC 9110
   * 7.8 allows, and with HTTP/1.0, as it requires.
   */
  public Request upgrading() {
    return offer == Offer.NO_CONTENT && version.carriesInterim()
        ? new Request(Offer.UPGRADE, version, persistent)
        : this;
  }

  Request notPersistent() {
    return new Request(offer, version, false);
  }
}
