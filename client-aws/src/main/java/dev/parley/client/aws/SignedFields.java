// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The request fields that a signature covers (AWS Signature Version 4, in a field or a query). */
final class SignedFields {
  private static final Pattern IN_FIELD = Pattern.compile("^AWS4-.*SignedHeaders=([^,\\s]*)");
  private static final String IN_QUERY = "X-Amz-SignedHeaders";

  private SignedFields() {}

  /** Whether a signature covers the field: changed or taken off, the request would be refused. */
  static boolean cover(SdkHttpRequest request, String lowerCaseName) {
    return request.firstMatchingHeader("Authorization").stream()
            .map(IN_FIELD::matcher)
            .filter(Matcher::find)
            .anyMatch(signed -> lists(signed.group(1), lowerCaseName))
        || request.firstMatchingRawQueryParameter(IN_QUERY).stream()
            .anyMatch(signed -> lists(signed, lowerCaseName));
  }

  private static boolean lists(String names, String lowerCaseName) {
    return Arrays.asList(names.toLowerCase(Locale.ROOT).split(";", -1)).contains(lowerCaseName);
  }
}
