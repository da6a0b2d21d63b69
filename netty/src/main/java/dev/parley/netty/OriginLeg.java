// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientAction;
import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;

/** The way to an origin for one exchange: a connection, or an origin in this process. */
public interface OriginLeg extends ClientAction.Wire, ContentSink, ContentSource {
  /**
   * Takes the request over; whoever calls this tells the machine {@code HeadSent} right after.
   *
   * @param wait how long an expectation may stay unanswered
   */
  void send(HttpRequest head, Offer offer, Duration wait, Exchange exchange);

  /** Goes back unused. */
  void giveBack();

  /** Whether it was unused for a time, so that the origin may have given it up meanwhile. */
  boolean rested();

  /** How many bytes wait on this way, in either direction. */
  long held();

  /** What a leg hands to whoever sent the request. */
  interface Exchange {
    /** Something happened on the leg. */
    void on(ClientInput input);

    /** An interim response came. */
    void interim(HttpResponse response);

    /** Whether the request can be sent again, as if nothing had come of it. */
    boolean repeats();

    /**
     * The response breaks the syntax; said before what is made of it.
     *
     * @param wrong what is wrong, in words of our own
     */
    void malformed(String wrong);

    /** The head of the final response came; {@code persistent} unless it ends the connection. */
    void finalHead(HttpResponse response, boolean persistent);

    /** Takes over content of the final response. */
    void responseContent(HttpContent content);

    /** What was read together has been handed over. */
    void responseBatchEnded();

    /** The origin can take more content. */
    void legWritable();

    /** The 101 was taken: {@code origin} is left to the other protocol. */
    void legSwitched(Channel origin);
  }

  /** No way to any origin: before one was chosen, and after one was lost. */
  OriginLeg NONE =
      new OriginLeg() {
        @Override
        public void send(HttpRequest head, Offer offer, Duration wait, Exchange exchange) {
          throw new IllegalStateException("leg: none (expected: a chosen one before send)");
        }

        @Override
        public void giveBack() {}

        @Override
        public boolean rested() {
          return false;
        }

        @Override
        public long held() {
          return 0;
        }

        @Override
        public void armWait() {}

        @Override
        public void cancelWait() {}

        @Override
        public void startContent() {}

        @Override
        public void abandonContent() {}

        @Override
        public void settle(Settlement settlement) {}

        @Override
        public boolean writable() {
          return false;
        }

        @Override
        public void write(HttpContent content) {
          content.release();
        }

        @Override
        public void flush() {}

        @Override
        public void demand() {}
      };
}
