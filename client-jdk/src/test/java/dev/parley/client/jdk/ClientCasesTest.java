// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.ClientPolicy;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client-jdk", Set.of("417 to everything", "100 and 403 in one segment"));
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Subject(policy);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyHttpClient parley;
    private final HttpClient client;

    Subject(ClientPolicy policy) {
      parley =
          ParleyHttpClient.newBuilder().policy(policy).followRedirects(Redirect.NORMAL).build();
      client = parley;
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content)
        throws Exception {
      BodyPublisher sent =
          content.announced()
              ? BodyPublishers.ofByteArray(content.bytes())
              : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content.bytes()));
      HttpRequest request = new AnyFields(HttpRequest.newBuilder(uri).PUT(sent).build(), fields);
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
      parley.close();
    }
  }
}
