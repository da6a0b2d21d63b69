// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.ClientInput;
import dev.parley.core.Content;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StoreRequest;
import dev.parley.gateway.store.StoreResponse;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.OriginLeg;
import dev.parley.netty.RequestFraming;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
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
  private final Evidence of;
  private final StoreTask task;
  private @Nullable Errands errands;
  private @Nullable Exchange exchange;
  private @Nullable StoreRequest asked;
  private int queued;
  private boolean waitsForRoom;
  private boolean whole;
  private boolean answered;
  private boolean abandoned;

  StoreLeg(Store store, EventLoop loop, Disk disk, HeldMemory memory, Evidence of) {
    this.loop = loop;
    this.disk = disk;
    this.of = of;
    this.task = new StoreTask(store, memory, new Messages());
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
            announced.announced(),
            of::id,
            System.nanoTime());
    asked = request;
    if (disk.hangs()) {
      refuseSoon(StoreResponse.diskHangs(request));
    } else if (!request.mayList()) {
      errands = disk.errands(loop, this::overdue);
      onDisk(() -> task.plan(request, offer), StoreLeg::nothing);
    } else if (disk.mayList()) {
      errands = disk.listingErrands(loop, this::overdue);
      onDisk(
          () -> {
            disk.listingBegins();
            task.plan(request, offer);
          },
          disk::listingBegins);
    } else {
      refuseSoon(StoreResponse.tooManyListings(request));
    }
  }

  /** The machine is told that the head is sent first. */
  private void refuseSoon(StoreResponse refusal) {
    onLoop(() -> refuse(refusal), StoreLeg::nothing);
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

  /** The disk took too long: gives up what did not begin, and the exchange. */
  private void overdue() {
    onLoop(
        () -> {
          dropWaiting();
          StoreRequest late = asked;
          if (exchange == null || late == null) {
            return;
          }
          if (answered) {
            exchange.on(new ClientInput.Overdue());
          } else {
            refuse(StoreResponse.diskHangs(late));
          }
        },
        this::dropWaiting);
  }

  private static void nothing() {}

  private void dropWaiting() {
    if (errands != null) {
      errands.dropAll();
    }
  }

  /** Has the disk do something, or drop it when that is not wanted any more. */
  private void onDisk(Runnable work, Runnable dropped) {
    if (errands == null) {
      dropped.run();
      return;
    }
    errands.add(
        new Errands.Errand() {
          @Override
          public void run() {
            survive(work);
          }

          @Override
          public void dropped() {
            dropped.run();
          }
        });
  }

  /** What a task throws would end its thread, which serves others too; so it ends the exchange. */
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

  /** What the disk's thread has to say, told on the event loop. */
  private final class Messages implements StoreTask.Messenger {
    @Override
    public void answer(HttpResponse head) {
      bring(
          to -> {
            answered = true;
            to.finalHead(head, true);
          },
          StoreLeg::nothing);
    }

    @Override
    public void bring(Consumer<Exchange> news, Runnable dropped) {
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

    @Override
    public void mayTake(Duration longer) {
      if (errands != null) {
        errands.mayTake(longer);
      }
    }
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
    if (abandoned || exchange == null || queued >= HIGH_WATER) {
      return false;
    }
    if (!disk.backlog().full()) {
      return true;
    }
    if (!waitsForRoom) {
      waitsForRoom = true;
      disk.backlog().whenRoom(() -> onLoop(this::room, StoreLeg::nothing));
    }
    return false;
  }

  private void room() {
    waitsForRoom = false;
    if (exchange != null) {
      exchange.legWritable();
    }
  }

  @Override
  public void write(HttpContent piece) {
    if (abandoned || exchange == null) {
      piece.release();
      return;
    }
    int size = PIECE_COST + piece.content().readableBytes();
    whole = piece instanceof LastHttpContent;
    queued += size;
    disk.backlog().add(size);
    onDisk(
        () -> {
          try {
            task.take(piece);
          } finally {
            disk.backlog().remove(size);
            onLoop(() -> taken(size), StoreLeg::nothing);
          }
        },
        () -> {
          piece.release();
          disk.backlog().remove(size);
        });
    if (whole) {
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
    onDisk(task::readOn, StoreLeg::nothing);
  }

  @Override
  public boolean rested() {
    return false;
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
    if (!whole) {
      // An upload that will never be whole holds nothing while its disk hangs.
      dropWaiting();
    }
    onDisk(task::end, StoreLeg::nothing);
  }
}
