// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;

/**
 * Tells an exchange what comes in answer to its request: interim responses, then one final response
 * and its content, to its end or to where it is cut.
 */
final class ResponseReading {
  private final HttpMethod method;
  private final boolean persists;
  private final UpstreamPolicy policy;
  private final OriginLeg.Exchange exchange;
  private Part part = Part.AWAITED;
  private boolean endsWithConnection;
  private boolean whole;
  private int interims;
  private long interimFields;

  /** Which message the next part belongs to. */
  private enum Part {
    AWAITED,
    INTERIM,
    FINAL
  }

  ResponseReading(HttpRequest request, UpstreamPolicy policy, OriginLeg.Exchange exchange) {
    this.method = request.method();
    this.persists = RequestFraming.persistent(request);
    this.policy = policy;
    this.exchange = exchange;
  }

  /** Whether the final response has begun. */
  boolean isFinal() {
    return part == Part.FINAL;
  }

  /** Whether nothing more is to come: what does is nobody's response. */
  boolean isWhole() {
    return whole;
  }

  /**
   * Takes a head.
   *
   * @param stale whether it is the first that comes on a connection which was unused before
   */
  void head(HttpResponse response, boolean stale) {
    if (response.decoderResult().isFailure()) {
      unreadable(SyntaxException.reason(response));
    } else if (stale && endsUnused(response) && exchange.repeats()) {
      exchange.on(new ClientInput.ConnectionStale());
    } else if (response.status().code() >= 200) {
      part = Part.FINAL;
      endsWithConnection = ResponseFraming.endsWithConnection(response, method);
      boolean mended = response.decoderResult() instanceof FramingFields.Mended;
      if (response.decoderResult() instanceof FramingFields.Mended head) {
        exchange.malformed(head.wrong());
      }
      // RFC 9112 9.6: who said that it is the last request sends no other.
      exchange.finalHead(
          response, persists && !mended && ResponseFraming.persistent(response, method));
    } else if (tooManyInterims(response)) {
      unreadable("too many interim responses came, or too large ones");
    } else {
      part = Part.INTERIM;
      exchange.interim(response);
    }
  }

  /** RFC 9110 15.5.9: it may have been sent before the request came, which may be repeated. */
  private static boolean endsUnused(HttpResponse response) {
    return response.status().code() == HttpResponseStatus.REQUEST_TIMEOUT.code()
        && !HttpUtil.isKeepAlive(response);
  }

  private void unreadable(String wrong) {
    exchange.malformed(wrong);
    exchange.on(new ClientInput.Unreadable());
  }

  /** Interim responses are passed on without back-pressure, so what they may weigh is bounded. */
  private boolean tooManyInterims(HttpResponse response) {
    interims++;
    for (Map.Entry<CharSequence, CharSequence> field :
        (Iterable<Map.Entry<CharSequence, CharSequence>>)
            () -> response.headers().iteratorCharSequence()) {
      interimFields += field.getKey().length() + field.getValue().length();
    }
    return interims > policy.interims() || interimFields > policy.interimFields().bytes();
  }

  /**
   * Passes content on, or lets it go.
   *
   * @param readFailed whether a reset, and no orderly end, is the last that was read
   */
  void content(HttpContent content, boolean readFailed) {
    boolean last = content instanceof LastHttpContent;
    if (last && part == Part.INTERIM) {
      part = Part.AWAITED;
      content.release();
    } else if (content.decoderResult().isFailure()) {
      content.release();
      unreadable(SyntaxException.reason(content));
    } else if (last && endsWithConnection && readFailed) {
      // RFC 9112 8: only an orderly end of the connection ends a response, a reset cuts it.
      content.release();
      exchange.on(new ClientInput.PeerGone());
    } else if (part == Part.FINAL) {
      exchange.responseContent(content);
      if (last) {
        whole = true;
        exchange.on(new ClientInput.FinalEnded());
      }
    } else {
      content.release();
    }
  }
}
