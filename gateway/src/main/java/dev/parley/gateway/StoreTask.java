// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.gateway.store.Plan;
import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StoreContent;
import dev.parley.gateway.store.StoreRequest;
import dev.parley.gateway.store.StoreResponse;
import dev.parley.gateway.store.Upload;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.OriginLeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the store, as the disk's thread sees it: it decides on the head alone, answers
 * 100 or a final status, takes the content, and hands over the response piece by piece.
 */
final class StoreTask {
  private static final HttpResponse CONTINUE =
      new DefaultHttpResponse(
          HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, EmptyHttpHeaders.INSTANCE);

  /** What even a slow disk takes; a large file is forced to it at the end. */
  private static final long FORCED_IN_A_SECOND = 16 << 20;

  /** In the words of RFC 9110 15.5.17, which are not Netty's. */
  private static final HttpResponseStatus RANGE =
      new HttpResponseStatus(416, "Range Not Satisfiable");

  private static final int PIECE = 128 * 1024;

  /** A piece of a listing: what its client does not read waits in memory. */
  private static final int MADE_PIECE = 16 * 1024;

  private final Store store;
  private final HeldMemory memory;
  private final Messenger messenger;
  private @Nullable Upload upload;
  private @Nullable StoreContent content;
  private long position;
  private boolean over;

  StoreTask(Store store, HeldMemory memory, Messenger messenger) {
    this.store = store;
    this.memory = memory;
    this.messenger = messenger;
  }

  /** Brings news to the exchange, in order, or drops them when there is none any more. */
  interface Messenger {
    /** The head of the final response. */
    void answer(HttpResponse head);

    /** What the disk does now may take so much longer than usual. */
    void mayTake(Duration longer);

    void bring(Consumer<OriginLeg.Exchange> news, Runnable dropped);
  }

  void plan(StoreRequest request, Offer offer) {
    if (over) {
      return;
    }
    Plan plan = store.plan(request);
    if (plan instanceof Plan.Answer answer) {
      answer(answer.response());
    } else if (plan instanceof Plan.Receive receive) {
      upload = receive.upload();
      switch (offer) {
        case CONTENT_ON_REQUEST -> bring(to -> to.interim(CONTINUE));
        case NO_CONTENT, UPGRADE -> commit();
        case CONTENT -> {}
      }
    }
  }

  /** Takes a piece of the content over. */
  void take(HttpContent piece) {
    try {
      if (upload == null) {
        return;
      }
      StoreResponse refusal = upload.write(piece.content().nioBuffer()).orElse(null);
      if (refusal != null) {
        upload.abort();
        upload = null;
        answer(refusal);
      } else if (piece instanceof LastHttpContent) {
        commit();
      }
    } finally {
      piece.release();
    }
  }

  private void commit() {
    Upload whole = upload;
    upload = null;
    if (whole != null) {
      messenger.mayTake(Duration.ofSeconds(whole.received() / FORCED_IN_A_SECOND));
      answer(whole.commit());
    }
  }

  private void answer(StoreResponse response) {
    content = response.content();
    position = 0;
    messenger.answer(head(response));
    readOn();
  }

  static HttpResponse head(StoreResponse response) {
    HttpResponseStatus status =
        response.status() == RANGE.code() ? RANGE : HttpResponseStatus.valueOf(response.status());
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    response.fields().forEach(field -> head.headers().add(field.name(), field.value()));
    return head;
  }

  /** Content that is in memory already. */
  static ByteBuf held(StoreContent content) {
    return content instanceof StoreContent.Bytes bytes
        ? Unpooled.wrappedBuffer(bytes.buffer())
        : Unpooled.EMPTY_BUFFER;
  }

  /** Hands over the next piece of the response, or its end. */
  void readOn() {
    StoreContent from = content;
    if (from == null) {
      return;
    }
    try {
      ByteBuf piece = piece(from);
      position += piece.readableBytes();
      boolean last = position >= from.length();
      if (last) {
        closeContent();
      }
      deliver(last ? new DefaultLastHttpContent(piece) : new DefaultHttpContent(piece), last);
    } catch (IOException unreadable) {
      closeContent();
      bring(to -> to.on(new ClientInput.PeerGone()));
    }
  }

  private ByteBuf piece(StoreContent from) throws IOException {
    if (from instanceof StoreContent.Made made) {
      byte[] piece = made.next(memory.take(MADE_PIECE));
      return ByteBufAllocator.DEFAULT.directBuffer(piece.length).writeBytes(piece);
    }
    return from instanceof StoreContent.Region region ? piece(region) : held(from);
  }

  private ByteBuf piece(StoreContent.Region region) throws IOException {
    int wanted = memory.take((int) Math.min(PIECE, region.length() - position));
    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(wanted);
    try {
      while (piece.readableBytes() < wanted) {
        long at = region.offset() + position + piece.readableBytes();
        if (piece.writeBytes(region.channel(), at, wanted - piece.readableBytes()) < 0) {
          throw new IOException("the file became shorter while it was read");
        }
      }
      return piece.retain();
    } finally {
      piece.release();
    }
  }

  private void deliver(HttpContent piece, boolean last) {
    messenger.bring(
        to -> {
          to.responseContent(piece);
          if (last) {
            to.on(new ClientInput.FinalEnded());
          }
          to.responseBatchEnded();
        },
        piece::release);
  }

  /** Lets go of everything; an upload that is not whole leaves nothing. */
  void end() {
    over = true;
    if (upload != null) {
      upload.abort();
      upload = null;
    }
    closeContent();
  }

  /** Ends the exchange after a failure of our own, which to its client is a lost origin. */
  void fail() {
    end();
    bring(to -> to.on(new ClientInput.PeerGone()));
  }

  private void closeContent() {
    if (content != null) {
      content.close();
      content = null;
    }
  }

  private void bring(Consumer<OriginLeg.Exchange> news) {
    messenger.bring(news, () -> {});
  }
}
