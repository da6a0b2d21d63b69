// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.CaseTable;
import dev.parley.client.cases.ClientUnderTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class ClientCasesTest {
  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check("client", Subject::new);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyClient client = ParleyClient.create(POLICY);

    @Override
    public int put(URI uri, CaseContent content) throws Exception {
      RequestContent sent =
          content.announced()
              ? RequestContent.of(content.bytes())
              : RequestContent.of(() -> new ByteArrayInputStream(content.bytes()));
      return client.send(Request.put(uri, sent), BodyHandlers.discarding()).status();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
