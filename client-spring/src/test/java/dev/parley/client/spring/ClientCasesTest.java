// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.ParleyClient;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.CaseTable;
import dev.parley.client.cases.ClientUnderTest;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.web.client.RestClient;

class ClientCasesTest {
  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check(
        "client-spring", Set.of("417 to everything", "100 and 403 in one segment"), Subject::new);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyClient client = ParleyClient.create(POLICY);
    private final RestClient rest =
        RestClient.builder()
            .requestFactory(new ParleyClientHttpRequestFactory(client))
            .defaultStatusHandler(status -> true, (request, response) -> {})
            .build();

    @Override
    public int put(URI uri, CaseContent content) {
      Resource sent =
          content.announced()
              ? new ByteArrayResource(content.bytes())
              : new Unannounced(content.bytes());
      return rest.put().uri(uri).body(sent).retrieve().toBodilessEntity().getStatusCode().value();
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
