// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * One upload and one listing through a gateway in this process, so that the launcher can archive
 * the classes which a first exchange loads.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    int usage = command.execute("serve", "--help");
    Logging.configure(System.Logger.Level.WARNING);
    Path folder = Files.createTempDirectory("parley-rehearsal");
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewayPolicy policy = GatewayPolicy.of(anywhere, RoutePolicy.toStore(folder));
    try (Gateway gateway = Gateway.start(policy)) {
      new Greeting(gateway, policy).printTo(command.getOut());
      InetSocketAddress address = gateway.addresses().get(0);
      String put =
          "PUT /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n";
      converse(address, put + "Expect: 100-continue\r\n\r\n", "x");
      converse(address, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "");
      converse(address, "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "");
      put(command, folder, "http://" + address.getHostString() + ":" + address.getPort() + "/b");
    } finally {
      delete(folder);
    }
    System.exit(usage);
  }

  /** One that asks, to this gateway, and leaves no memory of it. */
  private static void put(CommandLine command, Path folder, String url) throws IOException {
    Path file = Files.write(folder.resolve("b"), new byte[1]);
    int uploaded = command.execute("put", "--no-memory", "--expect=always", file.toString(), url);
    if (uploaded != 0) {
      throw new IOException("not uploaded: " + uploaded);
    }
  }

  private static void converse(InetSocketAddress address, String head, String content)
      throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      if (!content.isEmpty()) {
        int first = in.read();
        if (first < 0) {
          throw new IOException("closed without an answer");
        }
        out.write(content.getBytes(StandardCharsets.US_ASCII));
      }
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
