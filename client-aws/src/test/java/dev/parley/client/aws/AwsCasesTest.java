// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.cases.CaseContent;
import dev.parley.client.cases.CaseTable;
import dev.parley.client.cases.ClientUnderTest;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;

class AwsCasesTest {
  @Test
  void everyServerIsDealtWithAsThePageSays() throws Exception {
    CaseTable.check(
        "client-aws", Set.of("417 to everything", "100 and 403 in one segment"), Subject::new);
  }

  private static final class Subject implements ClientUnderTest {
    private final ParleyAsyncHttpClient client =
        ParleyAsyncHttpClient.builder().policy(POLICY).replayable(content -> true).build();

    @Override
    public int put(URI uri, CaseContent content) throws Exception {
      return Attempt.of(SdkHttpMethod.PUT, uri)
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
