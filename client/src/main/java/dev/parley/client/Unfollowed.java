// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

/**
 * A redirect that is the final response, since the client did not follow it.
 *
 * @param why it did not
 * @param location where it leads, as a URI where it is one, with user information left out and what
 *     is not ASCII percent-encoded
 */
public record Unfollowed(Why why, String location) {
  /** Why a redirect is not followed. */
  public enum Why {
    /** The policy has no more of them. */
    TOO_MANY("too many redirects"),
    /** The content is spent, and cannot be had again. */
    CONTENT_SPENT("the content cannot be sent again"),
    /** It leads out of encryption. */
    UNENCRYPTED("from https to http"),
    /** It names a user, who might be one that the server chose (RFC 9110 4.2.4). */
    USER_INFORMATION("user information in the URL"),
    /** There is more than one of it. */
    SEVERAL("more than one Location"),
    /** It is no URL of a server that speaks HTTP. */
    NO_HTTP_URL("not an http or https URL of a host");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    /** In words that follow "not followed:". */
    public String words() {
      return words;
    }
  }
}
