// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ClientPolicy;
import dev.parley.client.Credentials;
import dev.parley.client.HttpProxy;
import dev.parley.core.Checks;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to get to a server, and whom to trust there. */
final class WayOptions {
  private static final String PROXY = "--proxy";
  private static final int HTTP = 80;

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
    try {
      URI uri = new URI(text);
      String path = String.valueOf(uri.getRawPath());
      if ("http".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && (path.isEmpty() || path.equals("/"))) {
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() < 0 ? HTTP : uri.getPort();
        return new HttpProxy(host, port, credentials(uri.getRawUserInfo()));
      }
    } catch (URISyntaxException | IllegalArgumentException wrong) {
      // Said below.
    }
    throw Checks.wrong(
        PROXY, text.replaceAll("//[^/]*@", "//...@"), "http://HOST or http://HOST:PORT");
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
