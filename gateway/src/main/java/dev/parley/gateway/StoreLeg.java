// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.ClientInput;
import dev.parley.core.Content;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StoreRequest;
import dev.parley.gateway.store.StoreResponse;
import dev.parley.netty.OriginLeg;
import dev.parley.netty.RequestFraming;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the store, as the event loop sees it.
 *
 * <p>Everything that may touch the disk is handed to a {@link StoreTask}, in order, on a thread of
 * the disk's; what it has to say comes back on the event loop. Content that waits for the disk is
 * bounded.
 */
final class StoreLeg implements OriginLeg {
  private static final System.Logger LOG = System.getLogger(StoreLeg.class.getName());
  private static final int HIGH_WATER = 1024 * 1024;
  private static final int LOW_WATER = HIGH_WATER / 2;

  /** What a piece costs that holds a single byte: its objects, and those of the tasks around it. */
  private static final int PIECE_COST = 512;

  private final EventLoop loop;
  private final Disk disk;
  private final StoreTask task;
  private @Nullable Errands errands;
  private @Nullable Exchange exchange;
  private int queued;
  private boolean abandoned;

  StoreLeg(Store store, EventLoop loop, Disk disk) {
    this.loop = loop;
    this.disk = disk;
    this.task = new StoreTask(store, this::news);
  }

  @Override
  public void send(HttpRequest head, Offer offer, Duration wait, Exchange sender) {
    exchange = sender;
    Content announced = RequestFraming.content(head);
    OptionalLong length =
        announced instanceof Content.Length known
            ? OptionalLong.of(known.bytes())
            : OptionalLong.empty();
    StoreRequest request =
        new StoreRequest(
            head.method().name(),
            head.uri(),
            name -> head.headers().getAll(name),
            length,
            announced.announced());
    if (!request.mayList()) {
      errands = disk.errands();
      onDisk(() -> task.plan(request, offer));
    } else if (disk.mayList()) {
      errands = disk.listingErrands();
      onDisk(
          () -> {
            disk.listingBegins();
            task.plan(request, offer);
          });
    } else {
      // The machine is told that the head is sent after this; the answer comes after that.
      loop.execute(() -> refuse(StoreResponse.tooManyListings()));
    }
  }

  /** Answers in the place of the store. */
  private void refuse(StoreResponse refusal) {
    Exchange to = exchange;
    if (to != null) {
      to.finalHead(StoreTask.head(refusal), true);
      to.responseContent(new DefaultLastHttpContent(StoreTask.held(refusal.content())));
      to.on(new ClientInput.FinalEnded());
      to.responseBatchEnded();
    }
  }

  /**
   * Returns whether the disk takes the work. What it throws would end its thread, which serves
   * others too; so it ends the exchange.
   */
  private boolean onDisk(Runnable work) {
    Errands own = errands;
    return own != null && own.add(() -> survive(work));
  }

  private void survive(Runnable work) {
    try {
      work.run();
    } catch (VirtualMachineError exhausted) {
      // Whoever exhausts the memory must not fill the log as well.
      LOG.log(Level.ERROR, "an exchange with the store failed: {0}", exhausted.toString());
      task.fail();
    } catch (RuntimeException | Error wrong) {
      LOG.log(Level.ERROR, "an exchange with the store failed on our side", wrong);
      task.fail();
    }
  }

  /** From the disk's thread: has {@code news} told to the exchange, or dropped when it is over. */
  private void news(Consumer<Exchange> news, Runnable dropped) {
    onLoop(
        () -> {
          if (exchange == null) {
            dropped.run();
          } else {
            news.accept(exchange);
          }
        },
        dropped);
  }

  private void onLoop(Runnable action, Runnable dropped) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException stopped) {
      // The gateway is closing: there is nobody left to tell.
      dropped.run();
    }
  }

  @Override
  public long held() {
    return queued;
  }

  @Override
  public boolean writable() {
    return !abandoned && exchange != null && queued < HIGH_WATER;
  }

  @Override
  public void write(HttpContent piece) {
    if (abandoned || exchange == null) {
      piece.release();
      return;
    }
    int size = PIECE_COST + piece.content().readableBytes();
    boolean last = piece instanceof LastHttpContent;
    queued += size;
    boolean queuing =
        onDisk(
            () -> {
              task.take(piece);
              onLoop(() -> taken(size), () -> {});
            });
    if (!queuing) {
      piece.release();
    }
    if (last) {
      exchange.on(new ClientInput.ContentSent());
    }
  }

  private void taken(int size) {
    boolean full = queued >= LOW_WATER;
    queued -= size;
    if (full && queued < LOW_WATER && exchange != null) {
      exchange.legWritable();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void demand() {
    onDisk(task::readOn);
  }

  @Override
  public void giveBack() {}

  /** The store always decides: there is nothing to wait for. */
  @Override
  public void armWait() {}

  @Override
  public void cancelWait() {}

  @Override
  public void startContent() {
    if (exchange != null) {
      exchange.legWritable();
    }
  }

  @Override
  public void abandonContent() {
    abandoned = true;
  }

  @Override
  public void settle(Settlement settlement) {
    exchange = null;
    abandoned = true;
    onDisk(task::end);
  }
}
