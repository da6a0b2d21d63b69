// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.Credentials;
import dev.parley.client.Request;
import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a request is like. */
final class RequestOptions {
  @Option(
      names = {"-X", "--method"},
      paramLabel = "METHOD",
      description = "The method of the request (default: PUT).")
  private String method = "PUT";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header field of the request; repeat it for several.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "NAME[:PASSWORD]",
      description =
          "Who you are, for a server that asks (Basic or Digest). A password that is not given is"
              + " asked for; others can see arguments.")
  private @Nullable String user;

  /** A request to {@code target} without content. */
  Request request(TargetUri target) {
    Request request = request(method, target);
    for (String header : headers) {
      request = with(request, header);
    }
    return request;
  }

  private static Request request(String method, TargetUri target) {
    try {
      return Request.of(method, target);
    } catch (IllegalArgumentException wrong) {
      throw Checks.wrong("--method", method, "a method such as PUT or POST");
    }
  }

  /** Whatever is wrong with it, the value is not repeated: it may be a secret. */
  private static Request with(Request request, String header) {
    int colon = header.indexOf(':');
    if (colon < 1) {
      throw Checks.wrong("--header", header.split("\\s", 2)[0], "'NAME: VALUE'");
    }
    String name = header.substring(0, colon);
    String value = header.substring(colon + 1).strip();
    value
        .chars()
        .filter(c -> (c < ' ' && c != '\t') || c == 0x7f)
        .findFirst()
        .ifPresent(
            control -> {
              throw Checks.wrong(
                  "--header", name, String.format("a value without U+%04X", control));
            });
    if (name.equalsIgnoreCase("Expect")) {
      throw Checks.wrong("--header", name, "--expect, which says when to ask");
    }
    try {
      // As curl sends it; a field value has one character for each octet here.
      return request.withField(
          name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException wrong) {
      String reason = String.valueOf(wrong.getMessage());
      boolean own = reason.contains("sees to");
      throw Checks.wrong(
          "--header",
          name,
          own
              ? "none that follows from the file and the URL"
              : "a name of letters, digits and !#$%&'*+-.^_`|~");
    }
  }

  /** Who the caller is. */
  Optional<Credentials> credentials(Function<String, Optional<String>> ask) {
    if (user == null) {
      return Optional.empty();
    }
    int colon = user.indexOf(':');
    if (colon >= 0) {
      return Optional.of(new Credentials(user.substring(0, colon), user.substring(colon + 1)));
    }
    String name = user;
    return Optional.of(
        ask.apply("Password of " + name + ": ")
            .map(password -> new Credentials(name, password))
            .orElseThrow(
                () ->
                    Checks.wrong(
                        "--user", name, "NAME:PASSWORD, where no terminal can ask for it")));
  }
}
