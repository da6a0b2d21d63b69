// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content of a response, which fails in the way that users of HttpClient expect. */
final class UploadStream extends FilterInputStream {
  UploadStream(InputStream content) {
    super(content);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException failed) {
      throw Failures.ofResponse(failed);
    }
  }

  @Override
  public int read(byte[] block, int from, int count) throws IOException {
    try {
      return super.read(block, from, count);
    } catch (IOException failed) {
      throw Failures.ofResponse(failed);
    }
  }
}
