// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.ClientPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.ParleyClient;
import dev.parley.client.cases.InterruptedCalls;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class InterruptedTest {
  @Test
  void aResponseThatComesToAnInterruptedThreadIsClosed() throws Exception {
    try (InterruptedCalls calls = new InterruptedCalls();
        ParleyClient client =
            ParleyClient.create(ClientPolicy.DEFAULTS, new OriginMemories(), calls);
        ParleyClientHttpRequestFactory factory = new ParleyClientHttpRequestFactory(client)) {
      calls.make(uri -> factory.createRequest(uri, HttpMethod.GET).execute().close());
    }
  }
}
