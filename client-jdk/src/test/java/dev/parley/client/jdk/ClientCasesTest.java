// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.CaseTable;
import dev.parley.client.cases.ClientUnderTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientCasesTest {
  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check(
        "client-jdk", Set.of("417 to everything", "100 and 403 in one segment"), Subject::new);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyHttpClient parley =
        ParleyHttpClient.newBuilder().policy(POLICY).followRedirects(Redirect.NORMAL).build();
    private final HttpClient client = parley;

    @Override
    public int put(URI uri, CaseContent content) throws Exception {
      BodyPublisher sent =
          content.announced()
              ? BodyPublishers.ofByteArray(content.bytes())
              : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content.bytes()));
      return client
          .send(HttpRequest.newBuilder(uri).PUT(sent).build(), BodyHandlers.discarding())
          .statusCode();
    }

    @Override
    public void close() {
      parley.close();
    }
  }
}
