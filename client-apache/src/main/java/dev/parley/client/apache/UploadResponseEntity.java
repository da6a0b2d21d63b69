// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.Response;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The content of a final response, as it arrives. */
final class UploadResponseEntity extends AbstractHttpEntity {
  private final InputStream content;
  private final long length;

  UploadResponseEntity(Response<InputStream> response) {
    super(
        response.fields().firstValue("Content-Type").orElse(null),
        response.fields().firstValue("Content-Encoding").orElse(null),
        isChunked(response));
    this.content = new UploadStream(response.content());
    // RFC 9112 6.3: a transfer coding overrides a length.
    this.length =
        isChunked() ? -1 : response.fields().firstValueAsLong("Content-Length").orElse(-1);
  }

  private static boolean isChunked(Response<?> response) {
    return response.fields().firstValue("Transfer-Encoding").isPresent();
  }

  @Override
  public InputStream getContent() {
    return content;
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
