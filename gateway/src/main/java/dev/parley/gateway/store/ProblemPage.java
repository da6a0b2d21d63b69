// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import dev.parley.admission.Problem;
import java.util.List;

/** A refusal for people: a page that says what a problem says, for a browser that prefers it. */
public final class ProblemPage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2530; --soft: #5d6876; --page: #f6f7f9 }
      @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #98a3b1; --page: #12161b } }
      body { margin: 0; padding: 15vh 1rem 2rem; background: var(--page); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif }
      main { max-width: 34rem; margin: 0 auto }
      h1 { margin: 0 0 .5rem; font-size: 1.6rem }
      h1 span { margin-right: .6rem; color: var(--soft); font-weight: 400 }
      p { margin: 0 0 1.5rem; overflow-wrap: anywhere }
      p::first-letter { text-transform: uppercase }
      footer { color: var(--soft); font-size: .8rem }
      """;

  public static final String TYPE = "text/html; charset=utf-8";

  /** The page loads nothing and runs nothing. */
  public static final String POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "style-src "
          + Hash.source(STYLE);

  private ProblemPage() {}

  /** Whether a client that sent these lines of {@code Accept} would rather have the page. */
  public static boolean wanted(List<String> accept) {
    return Accept.prefersPage(accept);
  }

  public static String render(Problem problem, String requestId) {
    String title = ListingPage.escape(problem.title());
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%d %s</title>
        <style>%s</style>
        </head>
        <body>
        <main>
        <h1><span>%d</span>%s</h1>
        <p>%s</p>
        <footer>Request %s</footer>
        </main>
        </body>
        </html>
        """
        .formatted(
            problem.status(),
            title,
            STYLE,
            problem.status(),
            title,
            ListingPage.escape(problem.detail()),
            ListingPage.escape(requestId));
  }
}
