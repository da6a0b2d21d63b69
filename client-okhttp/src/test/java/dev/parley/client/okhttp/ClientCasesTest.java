// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.ClientPolicy;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client-okhttp", Set.of("417 to everything", "100 and 403 in one segment"));
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Client(policy);
  }

  private static final class Client implements ClientUnderTest {
    private final Subject subject;

    Client(ClientPolicy policy) {
      subject = Subject.create(policy, builder -> builder.readTimeout(Duration.ofMinutes(1)));
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content)
        throws IOException {
      Request.Builder request = new Request.Builder().url(uri.toString()).put(body(content));
      fields.forEach(field -> request.addHeader(field.getKey(), field.getValue()));
      return subject.status(request.build());
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
