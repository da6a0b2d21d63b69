// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.CaseTable;
import dev.parley.client.cases.ClientUnderTest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OkHttpCasesTest {
  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check(
        "client-okhttp", Set.of("417 to everything", "100 and 403 in one segment"), Client::new);
  }

  private static final class Client implements ClientUnderTest {
    private final Subject subject =
        Subject.create(builder -> builder.readTimeout(Duration.ofMinutes(1)));

    @Override
    public int put(URI uri, CaseContent content) throws IOException {
      Request request = new Request.Builder().url(uri.toString()).put(body(content)).build();
      try (Response response = subject.http().newCall(request).execute()) {
        return response.code();
      }
    }

    private static RequestBody body(CaseContent content) {
      return content.announced() ? RequestBody.create(content.bytes()) : new Unannounced(content);
    }

    @Override
    public void close() {
      subject.close();
    }
  }

  /** Content whose length nobody knows before. */
  private static final class Unannounced extends RequestBody {
    private final CaseContent content;

    Unannounced(CaseContent content) {
      this.content = content;
    }

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public void writeTo(BufferedSink to) throws IOException {
      to.write(content.bytes());
    }
  }
}
