// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Content that can be had once, and be promised again for as long as nobody had it. */
final class UnspentEntity extends HttpEntityWrapper {
  private volatile boolean spent;

  UnspentEntity(HttpEntity entity) {
    super(entity);
  }

  @Override
  public boolean isRepeatable() {
    return !spent;
  }

  @Override
  public InputStream getContent() throws IOException {
    spent = true;
    return super.getContent();
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    spent = true;
    super.writeTo(to);
  }
}
