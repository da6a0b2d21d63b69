// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Request;
import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import dev.parley.netty.Downstream;
import dev.parley.netty.FieldNames;
import dev.parley.netty.Relay;
import dev.parley.netty.RequestFraming;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that is answered from its head, without an origin and without its content. */
final class OwnExchange implements Relay.Answerer {
  private final Function<HttpRequest, FullHttpResponse> answers;
  private final Relay relay;
  private @Nullable FullHttpResponse answer;

  OwnExchange(Function<HttpRequest, FullHttpResponse> answers, Downstream down) {
    this.answers = answers;
    this.relay = Relay.withoutOrigins(down, this);
  }

  Relay relay() {
    return relay;
  }

  @Override
  public void begin(Relay begun, HttpRequest head) {
    FullHttpResponse made = answers.apply(head);
    answer = made;
    if (head.decoderResult().isSuccess()) {
      relay.on(
          new ServerInput.HeadReceived(
              Request.of(
                  RequestFraming.version(head),
                  RequestFraming.content(head),
                  false,
                  RequestFraming.persistent(head))));
    }
    relay.on(new ServerInput.Refused(made.status().code()));
  }

  @Override
  public void shed(Relay relaying) {
    relaying.on(new ServerInput.Refused(503));
  }

  @Override
  public FullHttpResponse refusal(int status) {
    FullHttpResponse made = answer;
    if (made != null && made.status().code() == status) {
      return made;
    }
    FullHttpResponse other =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
    other.headers().set(FieldNames.CONTENT_LENGTH, 0);
    return other;
  }

  @Override
  public void settled(Relay relaying, Settlement settlement) {
    // Nothing is held.
  }
}
