// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Brings content to a call, at the pace of the call; one for each time that content is sent. All
 * methods belong on the event loop of the call, and none blocks.
 */
interface Feed {
  /** Writes what there is while the call takes it; called again when the call takes more. */
  void pump(Call call);

  /** No more is wanted; lets go of what the content comes from. */
  void stop();

  /** What a feed tells of itself, on the event loop of the call. */
  interface Teller {
    /** So many bytes were handed to the connection, all in all. */
    void handed(long bytes);

    /** The last byte was handed to the connection. */
    void whole();

    /** The content cannot be had, or not as it was announced. */
    void failed(IOException cause);
  }

  /**
   * The feed for {@code content}.
   *
   * @param length how many bytes were announced
   * @param blocking runs what may block
   */
  static Feed of(
      RequestContent content, OptionalLong length, Call call, Teller teller, Executor blocking)
      throws IOException {
    if (content instanceof RequestContent.Bytes bytes) {
      return new BytesFeed(bytes.bytes(), teller);
    }
    if (content instanceof RequestContent.File file) {
      return call.sendsFiles()
          ? FileFeed.open(file.path(), length.orElseThrow(), teller)
          : StreamFeed.ofFile(file.path(), length.orElseThrow(), teller, blocking);
    }
    if (content instanceof RequestContent.Stream stream) {
      return new StreamFeed(stream.streams(), length, teller, blocking);
    }
    if (content instanceof RequestContent.Written written) {
      return new WrittenFeed(written.writer(), length, teller, blocking);
    }
    if (content instanceof RequestContent.Published published) {
      return new PublisherFeed(published.publisher(), length, teller, blocking);
    }
    return new BytesFeed(new byte[0], teller);
  }
}
