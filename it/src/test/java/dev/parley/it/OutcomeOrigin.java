// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;

/** An origin whose outcomes are tabulated. */
interface OutcomeOrigin extends AutoCloseable {
  int port();

  /** Where an upload goes. */
  default String path(Upload upload, String id) {
    return "/" + upload.folder() + "/" + id;
  }

  /** What has to be done before the upload. */
  default void prepare(Upload upload) {}

  /** Whether responses with this status carry the {@code X-Id} of their request. */
  default boolean echoes(int status) {
    return true;
  }

  /** The status that may take the place of a refusal by chance; 0 for none. */
  default int lost() {
    return 0;
  }

  /** The SHA-256 of what arrived for a path; {@code content} is that of the 201. */
  String digest(String path, String content) throws IOException;

  @Override
  void close() throws IOException;
}
