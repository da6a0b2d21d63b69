// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.web.client.RestClient;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client-spring", Set.of("417 to everything", "100 and 403 in one segment"));
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Subject(policy);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyClient client;
    private final RestClient rest;

    Subject(ClientPolicy policy) {
      client = ParleyClient.create(policy);
      rest =
          RestClient.builder()
              .requestFactory(new ParleyClientHttpRequestFactory(client))
              .defaultStatusHandler(status -> true, (request, response) -> {})
              .build();
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content) {
      Resource sent =
          content.announced()
              ? new ByteArrayResource(content.bytes())
              : new Unannounced(content.bytes());
      return rest.put()
          .uri(uri)
          .headers(
              headers -> fields.forEach(field -> headers.add(field.getKey(), field.getValue())))
          .body(sent)
          .retrieve()
          .toBodilessEntity()
          .getStatusCode()
          .value();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private static final class Unannounced extends ByteArrayResource {
    Unannounced(byte[] bytes) {
      super(bytes);
    }

    @Override
    public long contentLength() {
      return -1;
    }
  }
}
