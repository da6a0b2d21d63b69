// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.io.CloseMode;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client-apache", Set.of("417 to everything", "100 and 403 in one segment"));
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Subject(policy);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyClient parley;
    private final CloseableHttpClient client;

    Subject(ClientPolicy policy) {
      parley = ParleyClient.create(policy.withRedirects(0));
      client =
          ParleyUploads.register(HttpClientBuilder.create(), parley)
              .disableAutomaticRetries()
              .build();
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content)
        throws IOException {
      HttpPut put = new HttpPut(uri);
      fields.forEach(field -> put.addHeader(field.getKey(), field.getValue()));
      put.setEntity(entity(content));
      return client.execute(put, response -> response.getCode());
    }

    private static HttpEntity entity(CaseContent content) {
      return content.announced()
          ? new ByteArrayEntity(content.bytes(), ContentType.APPLICATION_OCTET_STREAM)
          : new EntityTemplate(
              -1,
              ContentType.APPLICATION_OCTET_STREAM,
              null,
              to -> new ByteArrayInputStream(content.bytes()).transferTo(to));
    }

    @Override
    public void close() {
      client.close(CloseMode.GRACEFUL);
      parley.close();
    }
  }
}
