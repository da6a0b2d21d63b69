// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;

/** What a connection to a client hands its messages to, from a head to the settlement. */
public interface DownstreamExchange {
  /**
   * A head was read; its {@code decoderResult} says whether it could be. Ends in HeadReceived or
   * Refused.
   */
  void begin(HttpRequest head);

  /** Something happened on the connection. */
  void on(ServerInput input);

  /** Takes over content, once {@code ReadContent} was performed. */
  void content(HttpContent content);

  /** What was read together has been handed over. */
  void batchEnded();

  /** The client can take more of the response. */
  void downWritable();

  /** The head that {@link #begin} was called with. */
  HttpRequest request();

  /** The interim response that was offered last, whole. */
  HttpResponse interim();

  /** The head of the final response that was offered. */
  HttpResponse finalHead();

  /** Composes a final response of our own. */
  FullHttpResponse refusal(int status);

  /** How many bytes wait elsewhere for the sake of this exchange. */
  long held();

  /** Memory is short: refuse the exchange, whose final response has not begun. */
  void shed();

  /** A 100 was written. */
  void continued();

  /** The 101 was written: {@code client} is left to the other protocol, and to {@code memory}. */
  void downSwitched(Channel client, HeldMemory memory);

  /** The exchange is over for this connection. */
  void settled(Settlement settlement);
}
