// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/** The few lines a gateway shows when it is ready: where it is, where uploads go, what to try. */
final class Greeting {
  private final Gateway gateway;
  private final GatewayPolicy policy;

  Greeting(Gateway gateway, GatewayPolicy policy) {
    this.gateway = gateway;
    this.policy = policy;
  }

  void printTo(PrintWriter out) {
    out.println(
        "Parley listens on "
            + gateway.addresses().stream().map(Greeting::url).collect(Collectors.joining(", ")));
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

  private static String url(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip.isAnyLocalAddress() ? "localhost" : ip.getHostAddress();
    return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
