// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.testkit.Head;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4, as a server computes it from the bytes that it got. */
final class SignatureCheck {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), SignedHeaders=([^,]+), Signature=(\\w+)");

  private SignatureCheck() {}

  /** Whether the head is signed by whoever knows the key, and as it was when it was signed. */
  static boolean holds(Head head, String secret) {
    Matcher authorization = AUTHORIZATION.matcher(head.first("Authorization").orElse(""));
    return authorization.matches()
        && sign(head, secret, authorization.group(1), authorization.group(2))
            .equals(authorization.group(3));
  }

  /** The signature of a head. */
  static String sign(Head head, String secret, String scope, String signedNames) {
    StringBuilder canonical = new StringBuilder();
    String[] target = head.target().split("\\?", 2);
    canonical.append(head.method()).append('\n').append(target[0]).append('\n');
    canonical.append(target.length > 1 ? target[1] : "").append('\n');
    for (String name : signedNames.split(";", -1)) {
      canonical.append(name).append(':').append(String.join(",", head.all(name))).append('\n');
    }
    canonical.append('\n').append(signedNames).append('\n');
    canonical.append(head.first("x-amz-content-sha256").orElse(""));
    try {
      String toSign =
          "AWS4-HMAC-SHA256\n%s\n%s\n%s"
              .formatted(
                  head.first("X-Amz-Date").orElse(""),
                  scope,
                  hex(
                      MessageDigest.getInstance("SHA-256")
                          .digest(canonical.toString().getBytes(UTF_8))));
      byte[] key = ("AWS4" + secret).getBytes(UTF_8);
      for (String part : scope.split("/", -1)) {
        key = hmac(key, part);
      }
      return hex(hmac(key, toSign));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
