// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ClientPolicy;
import dev.parley.client.Credentials;
import dev.parley.client.HttpProxy;
import dev.parley.client.Urls;
import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.io.PrintWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to get to a server, and whom to trust there. */
final class WayOptions {
  private static final String PROXY = "--proxy";
  private static final String EXPECTED = "http://HOST or http://HOST:PORT";
  private static final Pattern USER = Pattern.compile("^([^/]*//)([^/?#]*)@(.*)$");

  @Option(
      names = {"-x", PROXY},
      paramLabel = "URL",
      description =
          "Goes through this proxy: http://HOST:PORT, or with NAME:PASSWORD@ before the HOST.")
  private @Nullable String proxy;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Trusts the authorities in this PEM file, and no others.")
  private @Nullable Path authorities;

  @Option(
      names = {"-k", "--insecure"},
      description = "Trusts whoever answers. Others can then read and change what is sent.")
  private boolean insecure;

  /** The same policy, going this way. */
  ClientPolicy with(ClientPolicy policy, PrintWriter err) {
    ClientPolicy way = proxy == null ? policy : policy.withProxy(proxy(proxy));
    if (insecure && authorities != null) {
      throw Checks.wrong("--insecure", "given", "either --insecure or --cacert");
    }
    if (insecure) {
      err.println(
          "parley put: warning: --insecure trusts whoever answers;"
              + " others can read and change what is sent");
      err.flush();
      return way.withTls(Trust.anybody());
    }
    return authorities == null ? way : way.withTls(Trust.only("--cacert", authorities));
  }

  private static HttpProxy proxy(String text) {
    Matcher user = USER.matcher(text);
    String reason = EXPECTED;
    try {
      TargetUri uri = Urls.read(user.find() ? user.group(1) + user.group(3) : text);
      if (!uri.encrypted() && uri.originForm().equals("/")) {
        return new HttpProxy(
            uri.host(), uri.port(), credentials(user.reset().find() ? user.group(2) : null));
      }
    } catch (IllegalArgumentException wrong) {
      String said = String.valueOf(wrong.getMessage());
      reason = said.startsWith("http") ? EXPECTED : said;
    }
    throw Checks.wrong(PROXY, text.replaceAll("//[^/]*@", "//...@"), reason);
  }

  private static Optional<Credentials> credentials(@Nullable String userInfo) {
    if (userInfo == null) {
      return Optional.empty();
    }
    String[] parts = userInfo.split(":", 2);
    return Optional.of(
        new Credentials(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
