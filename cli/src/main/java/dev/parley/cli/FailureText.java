// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ExchangeException;
import dev.parley.core.TargetUri;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why there is no answer, as one line that says what to do about it where there is something. */
final class FailureText {
  /** How native transports name what failed, which helps nobody. */
  private static final Pattern CALL =
      Pattern.compile("\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private static final String NO_TLS = "not an SSL/TLS record";

  private FailureText() {}

  static String line(ExchangeException failure, TargetUri target) {
    Throwable last = failure;
    boolean encrypting = false;
    while (last.getCause() != null) {
      last = last.getCause();
      encrypting |= last instanceof SSLException;
    }
    String reason = String.valueOf(last.getMessage());
    if (encrypting && reason.startsWith(NO_TLS)) {
      return target.authority() + " does not speak TLS (expected: http://?)";
    }
    if (encrypting && last instanceof GeneralSecurityException) {
      return target.authority()
          + " is not trusted: "
          + ResponseText.shown(reason)
          + " (expected: a certificate of a known authority for this name;"
          + " --cacert names other authorities)";
    }
    return ResponseText.shown(CALL.matcher(String.valueOf(failure.getMessage())).replaceAll(""));
  }
}
