// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Okio;

/** The content of a final response, as it arrives. */
final class UploadBody {
  private UploadBody() {}

  static ResponseBody of(Headers fields, UploadStream content) {
    String type = fields.get("Content-Type");
    return ResponseBody.create(
        Okio.buffer(Okio.source(content)),
        type == null ? null : MediaType.parse(type),
        length(fields));
  }

  private static long length(Headers fields) {
    String length = fields.get("Content-Length");
    // RFC 9112 6.3: a transfer coding overrides a length.
    if (length == null || fields.get("Transfer-Encoding") != null) {
      return -1;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException several) {
      return -1;
    }
  }
}
