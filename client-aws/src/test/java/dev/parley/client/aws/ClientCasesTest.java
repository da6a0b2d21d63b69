// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.ClientPolicy;
import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;

class ClientCasesTest extends ClientContract {
  ClientCasesTest() {
    super("client-aws", Set.of("417 to everything", "100 and 403 in one segment"));
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new Subject(policy);
  }

  /** The SDK says so of everything. */
  @Override
  protected boolean believesExpectations() {
    return false;
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyAsyncHttpClient client;

    Subject(ClientPolicy policy) {
      client = ParleyAsyncHttpClient.builder().policy(policy).replayable(content -> true).build();
    }

    @Override
    public int put(URI uri, List<Map.Entry<String, String>> fields, CaseContent content)
        throws Exception {
      Attempt attempt = Attempt.of(SdkHttpMethod.PUT, uri);
      for (Map.Entry<String, String> field : fields) {
        attempt = attempt.with(field.getKey(), field.getValue());
      }
      return attempt
          .with(new PublishedBytes(content.bytes(), content.announced()))
          .execute(client)
          .status();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
