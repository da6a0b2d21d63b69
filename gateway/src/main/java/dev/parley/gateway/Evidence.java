// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Settlement;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one exchange: who decided, when, and what it cost.
 *
 * <p>Filled on the event loop of the exchange, and not touched any more once it is {@link
 * AccessLog#write written}. Times are nanoseconds from the head, or {@link #NEVER}.
 */
final class Evidence {
  static final long NEVER = -1;

  /** How it was decided whether the content is wanted, or that no answer depends on it. */
  enum Decision {
    /** The origin said 100. */
    CONTINUE("100"),
    /** The final response of the origin came first. */
    FINAL("final"),
    /** The origin said nothing in time. */
    ELAPSED("elapsed"),
    /** The origin was not asked: content was sent with the head. */
    UNASKED("unasked"),
    /** The gateway answered by itself. */
    GATEWAY("gateway");

    private final String word;

    Decision(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** On whose word a 100 was written to the client. */
  enum ContinuedBy {
    /** No 100 was written. */
    NOBODY("nobody"),
    /** The origin said 100. */
    ORIGIN("origin"),
    /** The gateway, since the wait for the origin elapsed. */
    ELAPSED("gateway-elapsed"),
    /** The gateway, since the origin is known not to negotiate. */
    MEMORY("gateway-memory"),
    /** The gateway, as the configuration says. */
    MODE("gateway-mode"),
    /** The gateway, since the origin said 417 and was asked again without an expectation. */
    REPEAT("gateway-417");

    private final String word;

    ContinuedBy(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * A failed attempt.
   *
   * @param error the error type of {@link ProxyStatus}
   * @param received the status that it ended with, or 0
   */
  record Fault(Kind kind, String error, int received) {
    /** What weighs more is what the client is told. */
    enum Kind {
      OUT_OF_REACH,
      LOST,
      PASSED_BY
    }
  }

  private final RequestIds ids;
  private final long number;
  private final long began;
  private final long beganMillis = System.currentTimeMillis();
  private final InetAddress client;
  private final long headTook;
  private @Nullable String method;
  private @Nullable String target;
  private @Nullable String host;
  private @Nullable Route route;
  private long announced = NEVER;
  private @Nullable OriginRecord origin;
  private int asked;
  private @Nullable List<String> again;
  private int declinedWith;
  private int replaced;
  private @Nullable Fault fault;
  private boolean noneLeft;
  private @Nullable Decision decision;
  private long decidedAt = NEVER;
  private @Nullable ContinuedBy voice;
  private ContinuedBy continuedBy = ContinuedBy.NOBODY;
  private long continuedAt = NEVER;
  private long received;
  private long sent;
  private long firstContentAt = NEVER;
  private long lastContentAt = NEVER;
  private int status;
  private boolean own;
  private boolean stopped;
  private @Nullable String detail;
  private long finalAt = NEVER;
  private long endedAt = NEVER;
  private @Nullable Settlement down;
  private @Nullable Settlement up;
  private @Nullable String malformed;

  /** A head of {@code client} was read at {@code now}, which took {@code headTook}. */
  Evidence(RequestIds ids, InetAddress client, long headTook, long now) {
    this.ids = ids;
    this.number = ids.next();
    this.client = client;
    this.headTook = headTook;
    this.began = now;
  }

  // As it happens

  void read(String readMethod, String readTarget) {
    method = readMethod;
    target = readTarget;
  }

  void announced(long bytes) {
    announced = bytes;
  }

  void meant(@Nullable String readHost, Route chosen) {
    host = readHost;
    route = chosen;
  }

  /** An origin is chosen, though not asked yet. */
  void chose(OriginRecord chosen) {
    origin = chosen;
    up = null;
  }

  /** The head goes to the chosen origin. */
  void asked() {
    asked++;
    decision = null;
    decidedAt = NEVER;
    voice = null;
    replaced = 0;
    malformed = null;
    // Where content is sent again, it counts once.
    sent = 0;
  }

  /** The response of the origin asked last breaks the syntax. */
  void malformed(String wrong) {
    malformed = wrong;
  }

  /** Content goes there without a question; a 100 would be the gateway's, for this reason. */
  void unasked(ContinuedBy reason, long now) {
    voice = reason;
    decided(Decision.UNASKED, now);
  }

  void decided(Decision how, long now) {
    if (decision == null) {
      decision = how;
      decidedAt = now - began;
    }
    if (how == Decision.CONTINUE) {
      voice = ContinuedBy.ORIGIN;
    } else if (how == Decision.ELAPSED) {
      voice = ContinuedBy.ELAPSED;
    }
  }

  void continued(long now) {
    continuedBy = voice == null ? ContinuedBy.ORIGIN : voice;
    continuedAt = now - began;
  }

  /** A status of the origin is not what the client gets. */
  void replaced(int originStatus) {
    declinedWith = originStatus;
    replaced = originStatus;
  }

  /** Another attempt is due because of what the last one said, or else for this reason. */
  void again(String otherwise) {
    if (again == null) {
      again = new ArrayList<>(2);
    }
    again.add(declinedWith == 0 ? otherwise : Integer.toString(declinedWith));
    declinedWith = 0;
  }

  /** An attempt at the chosen origin failed, with this error type of {@link ProxyStatus}. */
  void fault(Fault.Kind kind, String error) {
    if (fault == null || kind.compareTo(fault.kind()) >= 0) {
      fault = new Fault(kind, error, kind == Fault.Kind.PASSED_BY ? replaced : 0);
    }
  }

  /** What answers now is the fault of the origins. */
  void noOriginLeft() {
    noneLeft = true;
  }

  void sent(int bytes, long now) {
    if (bytes > 0) {
      if (sent == 0) {
        firstContentAt = now - began;
      }
      lastContentAt = now - began;
      sent += bytes;
    }
  }

  /** The head of the origin's final response goes to the client. */
  void relayed(int finalStatus, long now) {
    decided(Decision.FINAL, now);
    status = finalStatus;
    own = false;
    finalAt = now - began;
  }

  /** The gateway itself answers, with a detail unless there is nothing to say. */
  void answered(int finalStatus, @Nullable String why, long now) {
    decided(Decision.GATEWAY, now);
    status = finalStatus;
    own = true;
    detail = why;
    finalAt = now - began;
  }

  /** The gateway ends, and with it the exchange. */
  void stopped() {
    stopped = true;
  }

  void upSettled(Settlement settlement) {
    up = settlement;
  }

  void settled(Settlement settlement, long contentReceived, long now) {
    down = settlement;
    received = contentReceived;
    endedAt = now - began;
  }

  // As it was

  String id() {
    return ids.id(number);
  }

  long beganMillis() {
    return beganMillis;
  }

  InetAddress client() {
    return client;
  }

  /** Whether the gateway ended before the exchange did. */
  boolean isStopped() {
    return stopped;
  }

  /** From the first bytes of the head to its end. */
  long headTook() {
    return headTook;
  }

  /** Null where the head could not be read. */
  @Nullable String method() {
    return method;
  }

  /** Null where the head could not be read. */
  @Nullable String target() {
    return target;
  }

  @Nullable String host() {
    return host;
  }

  @Nullable Route route() {
    return route;
  }

  /** The length of the content by the head, or {@link #NEVER} where it did not say. */
  long announced() {
    return announced;
  }

  /** The origin chosen last. */
  @Nullable OriginRecord origin() {
    return origin;
  }

  /** How often the head was sent to an origin. */
  int attempts() {
    return asked;
  }

  /** Why it was sent again, or to another one, in order. */
  List<String> again() {
    return again == null ? List.of() : again;
  }

  /** The status of the last origin asked that the client does not get, or 0. */
  int replaced() {
    return replaced;
  }

  /** The failed attempt that a refusal for lack of origins is about; null for other refusals. */
  @Nullable Fault fault() {
    return noneLeft ? fault : null;
  }

  /** What is wrong with the response of the origin asked last; null where nothing is. */
  @Nullable String malformed() {
    return malformed;
  }

  @Nullable Decision decision() {
    return decision;
  }

  long decidedAt() {
    return decidedAt;
  }

  ContinuedBy continuedBy() {
    return continuedBy;
  }

  long continuedAt() {
    return continuedAt;
  }

  /** Bytes of content that came from the client, dropped ones included. */
  long received() {
    return received;
  }

  /** Bytes of content that went on to an origin. */
  long sent() {
    return sent;
  }

  /** Announced bytes that the answer made it needless to send, or {@link #NEVER} if not known. */
  long spared() {
    return announced == NEVER || status == 0 ? NEVER : Math.max(0, announced - received);
  }

  long firstContentAt() {
    return firstContentAt;
  }

  long lastContentAt() {
    return lastContentAt;
  }

  /** The final status, or 0 where the client left before one. */
  int status() {
    return status;
  }

  /** Whether the gateway made the final response itself. */
  boolean own() {
    return own;
  }

  @Nullable String detail() {
    return detail;
  }

  long finalAt() {
    return finalAt;
  }

  long endedAt() {
    return endedAt;
  }

  /** How the connection to the client was left. */
  @Nullable Settlement down() {
    return down;
  }

  /** How the connection to the origin chosen last was left; null where none was used. */
  @Nullable Settlement up() {
    return up;
  }
}
