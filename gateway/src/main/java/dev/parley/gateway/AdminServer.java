// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.netty.Downstream;
import dev.parley.netty.DownstreamExchange;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.DownstreamServer;
import dev.parley.netty.FieldNames;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.Transport;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may look at, on an address of its own: nothing can be changed here.
 *
 * <p>A web page can have a browser ask this address under a name of its own that leads here. So a
 * request must name an IP address, {@code localhost} or the configured host in {@code Host}.
 */
final class AdminServer {
  private static final System.Logger LOG = System.getLogger("dev.parley.admin");

  /** Whoever looks gets as much time as a client of the gateway does. */
  static final DownstreamPolicy POLICY = DownstreamPolicy.DEFAULTS;

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+]|(?i:localhost))(?::\\d+)?");

  private static final String INDEX =
      """
      Parley, for its operator.

      /origins  what is known of each origin, as JSON
      """;

  private final String host;
  private final Supplier<String> origins;

  AdminServer(String host, Supplier<String> origins) {
    this.host = host;
    this.origins = origins;
  }

  /**
   * Listens, and serves once it is told to {@link DownstreamServer#accept}.
   *
   * @throws UnusableException when the address cannot be listened on
   */
  static Channel listen(
      Transport transport,
      EventLoopGroup loops,
      InetSocketAddress address,
      HeldMemory memory,
      Supplier<String> origins)
      throws UnusableException {
    AdminServer admin = new AdminServer(address.getHostString(), origins);
    Channel listening =
        Gateway.listen(
            new DownstreamServer(transport, loops, POLICY, memory, admin::exchange),
            "admin.address",
            address);
    if (listening.localAddress() instanceof InetSocketAddress bound
        && !bound.getAddress().isLoopbackAddress()) {
      LOG.log(
          Level.WARNING,
          "{0}, the admin address, is reachable from other machines and has no login",
          address.getHostString() + ":" + bound.getPort());
    }
    return listening;
  }

  /** What answers the requests of a connection, one after another. */
  DownstreamExchange exchange(Downstream down) {
    return new OwnExchange(this::answer, down).relay();
  }

  private FullHttpResponse answer(HttpRequest head) {
    if (CheckHead.check(head) instanceof Verdict.Refuse refuse) {
      return response(refuse.problem().status(), TEXT, refuse.problem().detail() + ".\n");
    }
    if (!trusts(head.headers().get(HttpHeaderNames.HOST))) {
      return response(421, TEXT, "Host must be an IP address, localhost or the host of admin.\n");
    }
    if (!HttpMethod.GET.equals(head.method())) {
      FullHttpResponse refused = response(405, TEXT, "GET is all there is.\n");
      refused.headers().set(FieldNames.ALLOW, HttpMethod.GET.name());
      return refused;
    }
    return switch (head.uri().split("\\?", 2)[0]) {
      case "/" -> response(200, TEXT, INDEX);
      case "/origins" -> response(200, JSON, origins.get());
      default -> response(404, TEXT, "Nothing is here.\n");
    };
  }

  private boolean trusts(@Nullable String named) {
    return named != null
        && (ADDRESS.matcher(named).matches()
            || named.equalsIgnoreCase(host)
            || named.regionMatches(true, 0, host + ":", 0, host.length() + 1));
  }

  private static FullHttpResponse response(int status, String type, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(content));
    HttpHeaders fields = response.headers();
    fields.set(FieldNames.CONTENT_TYPE, type);
    fields.set(FieldNames.CONTENT_LENGTH, content.length);
    fields.set(FieldNames.DATE, CurrentDate.text());
    fields.set(FieldNames.CACHE_CONTROL, "no-store");
    fields.set(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    return response;
  }
}
