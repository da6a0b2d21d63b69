// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The few lines a gateway shows when it is ready: where it is, where uploads go, what to try. */
final class Greeting {
  private static final int SHOWN = 6;

  /** What an IPv6 address may leave out, once. */
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  private final Gateway gateway;
  private final GatewayPolicy policy;

  Greeting(Gateway gateway, GatewayPolicy policy) {
    this.gateway = gateway;
    this.policy = policy;
  }

  void printTo(PrintWriter out) {
    out.println(
        "Parley listens on "
            + gateway.addresses().stream()
                .map(Greeting::listening)
                .collect(Collectors.joining(", ")));
    for (RoutePolicy route : policy.routes()) {
      out.println(
          "  "
              + route.match().host().orElse("")
              + route.match().path()
              + " goes to "
              + target(route)
              + limit(route));
    }
    if (gateway.recovered() > 0) {
      out.println("  cleared away unfinished uploads of an earlier run: " + gateway.recovered());
    }
    gateway
        .adminAddress()
        .ifPresent(admin -> out.println("  what is known of origins: " + url(admin) + "/origins"));
    String url = url(gateway.addresses().get(0));
    out.println();
    out.println("Upload a file, then look at what is there:");
    out.println("  curl -v -H 'Expect: 100-continue' -T FILE " + url + "/");
    out.println("  curl " + url + "/");
    out.println();
    out.println("Ctrl-C stops it.");
  }

  private static String target(RoutePolicy route) {
    return route
        .store()
        .map(folder -> "the folder " + folder.toAbsolutePath().normalize())
        .orElseGet(
            () -> route.origins().stream().map(Object::toString).collect(Collectors.joining(", ")));
  }

  private static String limit(RoutePolicy route) {
    return route.admit().maxSize().map(size -> ", uploads up to " + size).orElse("");
  }

  /** Every address, where it is not one alone; or so many that the rest can be imagined. */
  private static String listening(InetSocketAddress address) {
    if (!address.getAddress().isAnyLocalAddress()) {
      return url(address);
    }
    List<InetAddress> own = ownAddresses();
    String more = own.size() > SHOWN ? " and " + (own.size() - SHOWN) + " more" : "";
    return "port "
        + address.getPort()
        + " of every address: "
        + own.stream()
            .limit(SHOWN)
            .map(ip -> url(new InetSocketAddress(ip, address.getPort())))
            .collect(Collectors.joining(", "))
        + more;
  }

  /** Those that others may know this machine by, IPv4 before IPv6, after its own. */
  private static List<InetAddress> ownAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(ip -> !ip.isLinkLocalAddress())
          .sorted(
              Comparator.comparing((InetAddress ip) -> !ip.isLoopbackAddress())
                  .thenComparing(ip -> ip.getAddress().length)
                  .thenComparing(InetAddress::getHostAddress))
          .toList();
    } catch (SocketException unknown) {
      return List.of(InetAddress.getLoopbackAddress());
    }
  }

  private static String url(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip.isAnyLocalAddress() ? "localhost" : ip.getHostAddress();
    int zone = host.indexOf('%');
    String plain = zone < 0 ? host : host.substring(0, zone);
    return "http://"
        + (plain.indexOf(':') < 0 ? plain : "[" + ZEROS.matcher(plain).replaceFirst("::") + "]")
        + ":"
        + address.getPort();
  }
}
