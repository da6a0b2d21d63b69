// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.function.Function;

/** What the store decided from a request head alone. */
public sealed interface Plan {

  /** Continues with whichever decision this is. */
  <R> R fold(
      Function<? super StoreResponse, ? extends R> answer,
      Function<? super Upload, ? extends R> receive);

  /** The final response; no content is wanted. */
  record Answer(StoreResponse response) implements Plan {
    @Override
    public <R> R fold(
        Function<? super StoreResponse, ? extends R> answer,
        Function<? super Upload, ? extends R> receive) {
      return answer.apply(response);
    }
  }

  /** The content is welcome; the upload must be ended by exactly one of commit and abort. */
  record Receive(Upload upload) implements Plan {
    @Override
    public <R> R fold(
        Function<? super StoreResponse, ? extends R> answer,
        Function<? super Upload, ? extends R> receive) {
      return receive.apply(upload);
    }
  }
}
