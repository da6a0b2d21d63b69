// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client", Set.of());
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Subject(policy);
  }

  /** The client as it is meant to be used by whoever waits for a response. */
  static class Subject implements ClientUnderTest {
    private final ParleyClient client;

    Subject(ClientPolicy policy) {
      client = ParleyClient.create(policy);
    }

    Response<Void> answer(ParleyClient asked, Request request) throws Exception {
      return asked.send(request, BodyHandlers.discarding());
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content)
        throws Exception {
      RequestContent sent =
          content.announced()
              ? RequestContent.of(content.bytes())
              : RequestContent.of(() -> new ByteArrayInputStream(content.bytes()));
      CallerFields said = CallerFields.of(fields);
      Request request =
          new Request(
              "PUT",
              uri,
              said.sent(),
              sent,
              said.expectsContinue() ? Optional.of(AskPolicy.ALWAYS) : Optional.empty());
      return answer(client, request).status();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
