// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.TargetUri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References as RFC 3986 5.2 resolves them, whatever characters they hold. {@link
 * java.net.URI#resolve} is of RFC 2396: it takes a query alone for one of the folder, and leaves
 * dots where the path is absolute.
 */
final class References {
  private References() {}

  /** The parts of a reference (RFC 3986 appendix B). */
  private record Parts(
      @Nullable String scheme,
      @Nullable String authority,
      String path,
      @Nullable String query,
      @Nullable String fragment) {
    private static final Pattern FORM =
        Pattern.compile(
            "(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?",
            Pattern.DOTALL);

    static Parts of(String text) {
      Matcher form = FORM.matcher(text);
      // Every text is a reference of some kind.
      boolean always = form.matches();
      assert always;
      return new Parts(form.group(1), form.group(2), form.group(3), form.group(4), form.group(5));
    }
  }

  /** What {@code reference} is at {@code base}; it inherits the fragment (RFC 9110 10.2.2). */
  static String resolve(TargetUri base, String reference) {
    Parts here = Parts.of(base.toString());
    Parts there = Parts.of(reference);
    String fragment = there.fragment() == null ? here.fragment() : there.fragment();
    if (there.scheme() != null) {
      return text(
          there.scheme(), there.authority(), withoutDots(there.path()), there.query(), fragment);
    }
    String authority = here.authority();
    String path = there.path();
    String query = there.query();
    if (there.authority() != null) {
      authority = there.authority();
      path = withoutDots(path);
    } else if (path.isEmpty()) {
      path = here.path();
      query = query == null ? here.query() : query;
    } else if (path.startsWith("/")) {
      path = withoutDots(path);
    } else {
      String folder = here.path().substring(0, here.path().lastIndexOf('/') + 1);
      path = withoutDots((folder.isEmpty() ? "/" : folder) + path);
    }
    return text(String.valueOf(here.scheme()), authority, path, query, fragment);
  }

  private static String text(
      String scheme,
      @Nullable String authority,
      String path,
      @Nullable String query,
      @Nullable String fragment) {
    return scheme
        + ":"
        + (authority == null ? "" : "//" + authority)
        + path
        + (query == null ? "" : "?" + query)
        + (fragment == null ? "" : "#" + fragment);
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
