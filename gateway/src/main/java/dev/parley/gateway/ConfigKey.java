// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Admission;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MemoryPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.util.Arrays;
import java.util.List;

/**
 * A key of the configuration file: the one list from which the file is read and its reference page
 * is made.
 */
enum ConfigKey {
  LISTEN("listen", Form.LIST, GatewayPolicy.class, "listen", "addresses clients are accepted on"),
  LISTEN_ADDRESS("listen[].address", Form.LISTEN, GatewayPolicy.class, "listen", "one address"),
  ROUTES(
      "routes",
      Form.LIST,
      GatewayPolicy.class,
      "routes",
      "where requests go; the first route that matches takes a request"),
  MATCH("routes[].match", Form.KEYS, RoutePolicy.class, "match", "which requests the route takes"),
  HOST(
      "routes[].match.host",
      Form.TEXT,
      Match.class,
      "host",
      "the host of the request, without a port; any where there is none"),
  PATH(
      "routes[].match.path",
      Form.PATH,
      Match.class,
      "path",
      "how the path begins, in plain form: no escapes, no `//`, no query"),
  ORIGINS(
      "routes[].origins",
      Form.ORIGINS,
      RoutePolicy.class,
      "origins",
      "servers, of which the one with the fewest exchanges is asked; this or store"),
  ORIGIN_URL(
      "routes[].origins[].url",
      Form.ORIGIN,
      OriginPolicy.class,
      "address",
      "a server of which there is more to say than its URL"),
  ORIGIN_EXPECT(
      "routes[].origins[].expect",
      Form.EXPECT,
      OriginPolicy.class,
      "expect",
      "who answers expectations for this origin, whatever is learned of it; `auto` leaves that to"
          + " the route"),
  STORE(
      "routes[].store",
      Form.FOLDER,
      RoutePolicy.class,
      "store",
      "the folder of the built-in store, not inside that of another; this or origins"),
  EXPECT(
      "routes[].expect",
      Form.EXPECT,
      RoutePolicy.class,
      "expect",
      "who answers `Expect: 100-continue`: the origin (`relay`), the gateway (`answer`), or the"
          + " origin unless it is known not to (`auto`)"),
  GUARD(
      "routes[].guard",
      Form.SIZE_OR_ZERO,
      RoutePolicy.class,
      "guard",
      "larger content is held back until the origin was asked, also where the client did not ask;"
          + " no guard where there is none"),
  ASK_ELSEWHERE_ON(
      "routes[].ask-elsewhere-on",
      Form.STATUSES,
      RoutePolicy.class,
      "askElsewhereOn",
      "final statuses on which the next origin is asked, as long as no content was sent"),
  UPGRADE(
      "routes[].upgrade",
      Form.PROTOCOLS,
      RoutePolicy.class,
      "upgrade",
      "what a client may switch its connection to with `Upgrade`; every other one is dropped"),
  WEB("routes[].web", Form.KEYS, RoutePolicy.class, "web", "what browsers may do with the store"),
  WEB_HOSTS(
      "routes[].web.hosts",
      Form.HOSTS,
      WebPolicy.class,
      "hosts",
      "names under which a store on a loopback address answers, beside `localhost`, loopback"
          + " addresses and every `match.host`; others get 421"),
  WEB_ORIGINS(
      "routes[].web.origins",
      Form.WEB_ORIGINS,
      WebPolicy.class,
      "origins",
      "web sites whose pages may change the store, beside its own page; others get 403"),
  ADMIT("routes[].admit", Form.KEYS, RoutePolicy.class, "admit", "what may be uploaded"),
  MAX_SIZE(
      "routes[].admit.max-size",
      Form.SIZE,
      Admission.class,
      "maxSize",
      "the largest content; more is refused with 413, no limit where there is none"),
  UNKNOWN_EXPECTATIONS(
      "unknown-expectations",
      Form.REFUSE_OR_IGNORE,
      GatewayPolicy.class,
      "unknownExpectations",
      "members of `Expect` other than `100-continue`: 417, or as if they were not there; never forwarded"),
  TUNNEL_IDLE(
      "tunnel-idle",
      Form.TIME,
      GatewayPolicy.class,
      "tunnelIdle",
      "for a connection that was switched to another protocol to carry anything, either way; then"
          + " it is closed"),
  CLIENT("client", Form.KEYS, GatewayPolicy.class, "downstream", "what a client is granted"),
  CLIENT_HEAD("client.head", Form.KEYS, DownstreamPolicy.class, "limits", "of a request"),
  CLIENT_START_LINE(
      "client.head.start-line",
      Form.SIZE,
      MessageLimits.class,
      "startLine",
      "the longest request line; more is refused with 414"),
  CLIENT_FIELDS(
      "client.head.fields",
      Form.SIZE,
      MessageLimits.class,
      "fields",
      "all field lines together; more is refused with 431"),
  CLIENT_LINES(
      "client.head.lines",
      Form.COUNT,
      MessageLimits.class,
      "lines",
      "how many field lines; more are refused with 431"),
  CLIENT_IDLE(
      "client.idle",
      Form.TIME,
      DownstreamPolicy.class,
      "idle",
      "from one exchange, or the accept, to the next head; then the connection is closed"),
  HEAD_TIME(
      "client.head-time",
      Form.TIME,
      DownstreamPolicy.class,
      "head",
      "from the first byte of a head to its last; then the connection is closed"),
  FIRST_CONTENT(
      "client.first-content",
      Form.TIME,
      DownstreamPolicy.class,
      "firstContent",
      "from the 100 to the first content; then 408"),
  NEXT_CONTENT(
      "client.next-content",
      Form.TIME,
      DownstreamPolicy.class,
      "nextContent",
      "between two pieces of content that were asked for; then 408"),
  CONTENT_RATE(
      "client.content-rate",
      Form.SIZE_OR_ZERO,
      DownstreamPolicy.class,
      "contentRate",
      "content per second of waiting for it, beyond a first `next-content`; slower is answered with"
          + " 408, zero allows any rate"),
  SEND(
      "client.send",
      Form.TIME,
      DownstreamPolicy.class,
      "send",
      "for a client to take anything of a response; then the connection is closed"),
  DRAIN_TIME(
      "client.drain-time",
      Form.TIME,
      DownstreamPolicy.class,
      "drainTime",
      "for a client to read a response that came before its content was whole"),
  DRAIN_BYTES(
      "client.drain-bytes",
      Form.SIZE_OR_ZERO,
      DownstreamPolicy.class,
      "drainBytes",
      "how much content is read and dropped meanwhile"),
  ORIGIN("origin", Form.KEYS, GatewayPolicy.class, "upstream", "how origins are connected to"),
  ORIGIN_HEAD("origin.head", Form.KEYS, UpstreamPolicy.class, "limits", "of a response"),
  ORIGIN_START_LINE(
      "origin.head.start-line",
      Form.SIZE,
      MessageLimits.class,
      "startLine",
      "the longest status line; more counts as no HTTP, so 502"),
  ORIGIN_FIELDS(
      "origin.head.fields",
      Form.SIZE,
      MessageLimits.class,
      "fields",
      "all field lines together; more counts as no HTTP, so 502"),
  ORIGIN_LINES(
      "origin.head.lines",
      Form.COUNT,
      MessageLimits.class,
      "lines",
      "how many field lines; more count as no HTTP, so 502"),
  CONNECT(
      "origin.connect",
      Form.TIME,
      UpstreamPolicy.class,
      "connect",
      "for a connection to be made; then the next origin is tried"),
  ORIGIN_PATIENCE(
      "origin.expect",
      Form.KEYS,
      UpstreamPolicy.class,
      "expect",
      "how long an origin may be silent on an expectation before content flows anyway"),
  EXPECT_WAIT(
      "origin.expect.wait",
      Form.TIME,
      WaitPolicy.class,
      "initial",
      "while nothing is known of the origin"),
  EXPECT_FLOOR(
      "origin.expect.floor",
      Form.TIME,
      WaitPolicy.class,
      "floor",
      "at least this long, however quickly the origin decided before"),
  EXPECT_CEILING(
      "origin.expect.ceiling",
      Form.TIME,
      WaitPolicy.class,
      "ceiling",
      "at most this long, however slowly"),
  MEMORY(
      "origin.expect.memory",
      Form.TIME,
      WaitPolicy.class,
      "memory",
      "how long an origin is taken for one that cannot negotiate before it is asked again"),
  RESPONSE(
      "origin.response",
      Form.TIME,
      UpstreamPolicy.class,
      "response",
      "for an origin to take any content, or to send anything of its response; then 504"),
  ORIGIN_IDLE(
      "origin.idle", Form.TIME, UpstreamPolicy.class, "idle", "how long an unused one is kept"),
  IDLE_CONNECTIONS(
      "origin.idle-connections",
      Form.NUMBER,
      UpstreamPolicy.class,
      "idleConnections",
      "unused connections kept per origin and event loop"),
  INTERIMS(
      "origin.interims",
      Form.NUMBER,
      UpstreamPolicy.class,
      "interims",
      "interim responses before a final one; more count as no HTTP, so 502"),
  INTERIM_FIELDS(
      "origin.interim-fields",
      Form.SIZE_OR_ZERO,
      UpstreamPolicy.class,
      "interimFields",
      "fields of all of them together; more count as no HTTP, so 502"),
  WAITING(
      "waiting",
      Form.KEYS,
      GatewayPolicy.class,
      "waiting",
      "how many exchanges may wait for a decision; more are refused with 503"),
  WAITING_TOTAL("waiting.total", Form.COUNT, WaitingPolicy.class, "total", "in the whole gateway"),
  WAITING_PER_CLIENT(
      "waiting.per-client", Form.COUNT, WaitingPolicy.class, "perClient", "of one client address"),
  WAITING_PER_ORIGIN(
      "waiting.per-origin", Form.COUNT, WaitingPolicy.class, "perOrigin", "of one origin"),
  MEMORY_HELD(
      "memory",
      Form.KEYS,
      GatewayPolicy.class,
      "memory",
      "how much the connections of clients may hold ([what counts](bounds.md)); above half of it"
          + " content is read in small pieces, above it the connections that hold most for what they"
          + " move are refused with 503 or closed"),
  MEMORY_TOTAL(
      "memory.total",
      Form.SIZE,
      MemoryPolicy.class,
      "total",
      "of all connections; half of the heap or of the direct memory where there is none, whichever"
          + " is smaller: 256MiB under `./parley`"),
  MEMORY_PER_CLIENT(
      "memory.per-client",
      Form.SIZE,
      MemoryPolicy.class,
      "perClient",
      "of one client address: it is the first to lose connections; half of the total where there"
          + " is none"),
  ACCESS_LOG(
      "access-log",
      Form.KEYS,
      GatewayPolicy.class,
      "accessLog",
      "a line for each exchange ([what it says](access-log.md)); none without this key"),
  ACCESS_LOG_FORMAT(
      "access-log.format",
      Form.LOG_FORMAT,
      AccessLogPolicy.class,
      "format",
      "for people, or an object for programs"),
  ACCESS_LOG_FILE(
      "access-log.file",
      Form.FILE,
      AccessLogPolicy.class,
      "file",
      "is appended to, and made anew when it was moved or deleted; standard output where there is"
          + " none"),
  ADMIN(
      "admin",
      Form.KEYS,
      GatewayPolicy.class,
      "admin",
      "where an operator sees what is known of the origins; nowhere without this key"),
  ADMIN_ADDRESS(
      "admin.address",
      Form.LISTEN,
      AdminPolicy.class,
      "address",
      "asks nobody who they are, so keep it on 127.0.0.1");

  /** What a value looks like, and which values are taken. */
  enum Form {
    KEYS("keys", "the keys below"),
    LIST("list", "at least one element"),
    LISTEN("address", "`HOST:PORT`; port 0 takes a free one"),
    ORIGINS("list of URLs, or of the keys below", "`http://HOST` or `http://HOST:PORT`"),
    ORIGIN("URL", "`http://HOST` or `http://HOST:PORT`"),
    EXPECT("word", "`auto`, `relay` or `answer`"),
    STATUSES("list of numbers", "500 to 599; an empty list for none"),
    PROTOCOLS(
        "list of words",
        "`websocket` and the like, no form of HTTP or TLS; an empty list for none"),
    FILE("file", "from where the file lies, or absolute"),
    LOG_FORMAT("word", "`text` or `json`"),
    FOLDER("folder", "from where the file lies, or absolute"),
    REFUSE_OR_IGNORE("word", "`refuse` or `ignore`"),
    TEXT("text", "a host name or address"),
    HOSTS("list of names", "host names or addresses, without ports"),
    WEB_ORIGINS("list of origins", "as browsers write them: `https://app.example.org`"),
    PATH("text", "starts with `/`"),
    SIZE("size", "above zero: `500`, `64KiB`, `1.5MiB`, `2GB`"),
    SIZE_OR_ZERO("size", "zero or more: `0`, `64KiB`, `4GiB`"),
    TIME("time", "above zero: `500ms`, `30s`, `2m`, `1h`"),
    NUMBER("number", "zero or more"),
    COUNT("number", "above zero");

    private final String title;
    private final String range;

    Form(String title, String range) {
      this.title = title;
      this.range = range;
    }

    String title() {
      return title;
    }

    String range() {
      return range;
    }
  }

  private final String path;
  private final Form form;
  private final Class<? extends Record> holder;
  private final String component;
  private final String meaning;

  ConfigKey(
      String path, Form form, Class<? extends Record> holder, String component, String meaning) {
    this.path = path;
    this.form = form;
    this.holder = holder;
    this.component = component;
    this.meaning = meaning;
  }

  /** The keys that lead here; {@code []} stands for every element of a list. */
  String path() {
    return path;
  }

  Form form() {
    return form;
  }

  /** The record that holds the value. */
  Class<? extends Record> holder() {
    return holder;
  }

  /** The component of the record. */
  String component() {
    return component;
  }

  String meaning() {
    return meaning;
  }

  /** The names that may stand at a place, in the order of the reference; none below a value. */
  static List<String> namesBelow(String place) {
    String prefix = place.isEmpty() ? "" : place.replaceAll("\\[\\d+]", "[]") + ".";
    return Arrays.stream(values())
        .map(ConfigKey::path)
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(name -> name.indexOf('.') < 0 && name.indexOf('[') < 0)
        .toList();
  }
}
