// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.cases.ClientContract;
import dev.parley.client.cases.ClientUnderTest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** The same where nobody waits, and everything is called back on the event loop. */
class ClientCasesOnEventLoopTest extends ClientContract {
  ClientCasesOnEventLoopTest() {
    super("client", Set.of());
  }

  @Override
  protected ClientUnderTest client(ClientPolicy policy) {
    return new ClientCasesTest.Subject(policy.withCallbacks(Callbacks.NEVER_WAIT)) {
      @Override
      Response<Void> answer(ParleyClient asked, Request request) throws Exception {
        try {
          return asked.sendAsync(request, BodyHandlers.discarding()).get();
        } catch (ExecutionException failed) {
          throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
      }
    };
  }
}
