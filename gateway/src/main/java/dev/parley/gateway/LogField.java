// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.google.errorprone.annotations.Immutable;
import dev.parley.core.Settlement;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of the access log: the one list from which lines are written and their reference page is
 * made. What is not known of an exchange is not written.
 */
enum LogField {
  TIME(
      Style.COLUMN,
      "time",
      "when the head was read, in UTC (RFC 3339)",
      (of, field, to) -> to.word(field, to.time(of.beganMillis()))),
  ID(
      Style.COLUMN,
      "id",
      "the request, as `request_id` of a refusal names it",
      (of, field, to) -> to.word(field, of.id())),
  CLIENT(
      Style.COLUMN,
      "client",
      "the address of the client",
      (of, field, to) -> to.word(field, of.client().getHostAddress())),
  STATUS(
      Style.COLUMN,
      "status",
      "the final status; 0 where the client left before it",
      (of, field, to) -> to.number(field, of.status())),
  TOTAL(
      Style.COLUMN,
      "total_ms",
      "until the client's connection was free for the next request, or done with",
      (of, field, to) -> millis(field, of.endedAt(), to)),
  METHOD(
      Style.COLUMN,
      "method",
      "the method; `-` where the head could not be read",
      (of, field, to) -> to.word(field, of.method() == null ? "-" : of.method())),
  TARGET(
      Style.COLUMN,
      "target",
      "the request target as it came; `-` where the head could not be read",
      (of, field, to) -> to.word(field, of.target() == null ? "-" : of.target())),
  BY(
      Style.NAMED,
      "by",
      "who made the final response: `origin` or `gateway`",
      (of, field, to) -> {
        if (of.status() != 0) {
          to.word(field, of.own() ? "gateway" : "origin");
        }
      }),
  DETAIL(
      Style.NAMED,
      "detail",
      "why the gateway refused, as [statuses](statuses.md) lists it",
      (of, field, to) -> {
        if (of.detail() != null) {
          to.sentence(field, of.detail());
        }
      }),
  HEAD(
      Style.JSON_ONLY,
      "head_ms",
      "how long the head took from its first bytes to its end, before the other times begin; 0 where"
          + " it came at once",
      (of, field, to) -> millis(field, of.headTook(), to)),
  DECISION(
      Style.NAMED,
      "decision",
      "what said whether the content is wanted: `100` or `final` of the origin, `elapsed` where it"
          + " said nothing in time, `unasked` where content was sent with the head, `gateway` where"
          + " the gateway answered by itself",
      (of, field, to) -> {
        if (of.decision() != null) {
          to.word(field, of.decision().word());
        }
      }),
  DECISION_MS(
      Style.NAMED,
      "decision_ms",
      "until then",
      (of, field, to) -> millis(field, of.decidedAt(), to)),
  CONTINUED_BY(
      Style.NAMED,
      "continued_by",
      "on whose word the client got a 100: `origin`; `gateway-elapsed` when the wait for the origin"
          + " was over; `gateway-memory` since the origin is known not to negotiate; `gateway-mode`"
          + " by configuration; `gateway-417` where the origin was asked again without `Expect`;"
          + " `nobody` where no 100 was sent",
      (of, field, to) -> to.word(field, of.continuedBy().word())),
  CONTINUED_MS(
      Style.JSON_ONLY,
      "continued_ms",
      "until that 100",
      (of, field, to) -> millis(field, of.continuedAt(), to)),
  FIRST_CONTENT(
      Style.JSON_ONLY,
      "first_content_ms",
      "until the first content went on to an origin",
      (of, field, to) -> millis(field, of.firstContentAt(), to)),
  LAST_CONTENT(
      Style.JSON_ONLY,
      "last_content_ms",
      "until the last one did",
      (of, field, to) -> millis(field, of.lastContentAt(), to)),
  FINAL(
      Style.JSON_ONLY,
      "final_ms",
      "until the head of the final response",
      (of, field, to) -> millis(field, of.finalAt(), to)),
  ANNOUNCED(
      Style.JSON_ONLY,
      "announced",
      "bytes of content that the head announced; not there for chunked content",
      (of, field, to) -> bytes(field, of.announced(), to)),
  RECEIVED(
      Style.NAMED,
      "received",
      "bytes of content that came from the client, dropped ones included",
      (of, field, to) -> to.number(field, of.received())),
  SENT(
      Style.NAMED,
      "sent",
      "bytes of content that went on to an origin",
      (of, field, to) -> to.number(field, of.sent())),
  SPARED(
      Style.NAMED,
      "spared",
      "announced bytes that never came, since the answer came first; not there where that is not"
          + " known",
      (of, field, to) -> bytes(field, of.spared(), to)),
  HOST(
      Style.JSON_ONLY,
      "host",
      "the host of the request",
      (of, field, to) -> {
        if (of.host() != null) {
          to.word(field, of.host());
        }
      }),
  ROUTE(
      Style.JSON_ONLY,
      "route",
      "the route that took it: host, if it has one, and path",
      (of, field, to) -> {
        if (of.route() != null) {
          to.word(field, of.route().name());
        }
      }),
  ORIGIN(
      Style.NAMED,
      "origin",
      "the origin chosen last",
      (of, field, to) -> {
        if (of.origin() != null) {
          to.word(field, of.origin().name());
        }
      }),
  ASKED(
      Style.NAMED,
      "asked",
      "how often the head was sent to an origin",
      (of, field, to) -> to.number(field, of.attempts())),
  AGAIN(
      Style.NAMED,
      "again",
      "why one attempt was not enough, in order: `417` or another status of the origin, `lost` for"
          + " a connection that ended, `unreachable`, `slow` for a connection that took long to be made"
          + " while another origin was well, `full` for `waiting.per-origin`, `http-1.0` for an origin"
          + " that takes no chunks",
      (of, field, to) -> {
        if (!of.again().isEmpty()) {
          to.words(field, of.again());
        }
      }),
  CLIENT_CONNECTION(
      Style.NAMED,
      "client_connection",
      "what became of the client's connection: `complete` if it was kept, otherwise why it was"
          + " closed",
      (of, field, to) -> settlement(field, of, of.down(), to)),
  ORIGIN_CONNECTION(
      Style.NAMED,
      "origin_connection",
      "the same of the connection to the origin asked last",
      (of, field, to) -> settlement(field, of, of.up(), to)),
  MALFORMED(
      Style.NAMED,
      "malformed",
      "what is wrong with the syntax of that origin's response, whether it was refused, cut or"
          + " passed on",
      (of, field, to) -> {
        if (of.malformed() != null) {
          to.sentence(field, of.malformed());
        }
      });

  /** How the text format shows a field. */
  enum Style {
    /** At its place, without a name. */
    COLUMN,
    /** As {@code name=value}. */
    NAMED,
    /** Not at all. */
    JSON_ONLY
  }

  /** What a settlement is called that the end of the gateway brought about. */
  static final String STOPPED = "stopped";

  private static final Set<Settlement> STOPS =
      EnumSet.of(Settlement.PEER_GONE, Settlement.CANCELLED, Settlement.RESPONSE_CUT);

  static final List<LogField> ALL = List.of(values());
  static final List<LogField> IN_TEXT =
      Arrays.stream(values()).filter(field -> field.style != Style.JSON_ONLY).toList();

  private final Style style;
  private final String title;
  private final String meaning;
  private final Value value;

  /** Writes what a field says of an exchange, or nothing. */
  @Immutable
  private interface Value {
    void write(Evidence of, LogField field, LogLine to);
  }

  LogField(Style style, String title, String meaning, Value value) {
    this.style = style;
    this.title = title;
    this.meaning = meaning;
    this.value = value;
  }

  void write(Evidence evidence, LogLine line) {
    value.write(evidence, this, line);
  }

  Style style() {
    return style;
  }

  /** What the field is called. */
  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** What a settlement is called. */
  static String word(Settlement settlement) {
    return settlement.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void millis(LogField field, long nanos, LogLine to) {
    if (nanos != Evidence.NEVER) {
      to.millis(field, nanos);
    }
  }

  private static void bytes(LogField field, long bytes, LogLine to) {
    if (bytes != Evidence.NEVER) {
      to.number(field, bytes);
    }
  }

  private static void settlement(
      LogField field, Evidence of, @Nullable Settlement settlement, LogLine to) {
    if (settlement != null) {
      boolean stop = of.isStopped() && STOPS.contains(settlement);
      to.word(field, stop ? STOPPED : word(settlement));
    }
  }
}
