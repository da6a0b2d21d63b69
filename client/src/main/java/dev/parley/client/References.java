// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * References as RFC 3986 5.2 resolves them. {@link URI#resolve} is of RFC 2396: it takes a query
 * alone for one of the folder, and leaves dots where the path is absolute.
 */
final class References {
  private References() {}

  /** What {@code reference} is at {@code base}, which is absolute. */
  static URI resolve(URI base, URI reference) {
    if (reference.getScheme() != null) {
      return of(
          reference.getScheme(),
          reference.getRawAuthority(),
          withoutDots(path(reference)),
          reference.getRawQuery(),
          reference.getRawFragment());
    }
    String authority = base.getRawAuthority();
    String path = path(reference);
    String query = reference.getRawQuery();
    if (reference.getRawAuthority() != null) {
      authority = reference.getRawAuthority();
      path = withoutDots(path);
    } else if (path.isEmpty()) {
      path = path(base);
      query = query == null ? base.getRawQuery() : query;
    } else if (path.startsWith("/")) {
      path = withoutDots(path);
    } else {
      String folder = path(base).substring(0, path(base).lastIndexOf('/') + 1);
      path = withoutDots((folder.isEmpty() ? "/" : folder) + path);
    }
    return of(base.getScheme(), authority, path, query, reference.getRawFragment());
  }

  private static String path(URI uri) {
    String path = uri.getRawPath();
    return path == null ? "" : path;
  }

  private static URI of(
      String scheme,
      @Nullable String authority,
      String path,
      @Nullable String query,
      @Nullable String fragment) {
    return URI.create(
        scheme
            + ":"
            + (authority == null ? "" : "//" + authority)
            + path
            + (query == null ? "" : "?" + query)
            + (fragment == null ? "" : "#" + fragment));
  }

  /** RFC 3986 5.2.4. */
  static String withoutDots(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean dots = segments[i].equals(".") || segments[i].equals("..");
      if (segments[i].equals("..")) {
        kept.pollLast();
      }
      if (!dots) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
