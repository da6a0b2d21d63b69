// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * An origin behind TLS, with a certificate that nobody else vouches for. One request per
 * connection: it asks for the content and takes it, but for what goes to {@link #REFUSED}.
 */
public final class TlsOrigin implements AutoCloseable {
  /** Where it answers 413 to the head. */
  public static final String REFUSED = "/refused";

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final long PATIENCE_SECONDS = 60;

  private final SSLContext trusting;
  private final SSLServerSocket listening;
  private final Thread acceptor;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /**
   * An upload that came.
   *
   * @param asked whether it asked first
   * @param content how many bytes followed the head
   */
  public record Received(boolean asked, long content) {}

  private TlsOrigin(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(keys, PASSWORD);
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(identity.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("origin", keys.getCertificate("origin"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    listening =
        (SSLServerSocket)
            own.getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("localhost"));
    acceptor = new Thread(this::acceptAll, "tls-origin");
    acceptor.start();
  }

  /**
   * Starts one.
   *
   * @param folder for its keys
   */
  public static TlsOrigin start(Path folder) throws Exception {
    Path store = folder.resolve("origin.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String options =
        "-genkeypair -alias origin -keyalg EC -dname CN=localhost -ext SAN=dns:localhost"
            + " -storepass changeit -storetype PKCS12 -keystore";
    List<String> command = new CopyOnWriteArrayList<>(List.of(keytool.toString()));
    command.addAll(List.of(options.split(" ", -1)));
    command.add(store.toString());
    Process made = new ProcessBuilder(command).inheritIO().start();
    if (!made.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || made.exitValue() != 0) {
      made.destroyForcibly();
      throw new IllegalStateException("keytool made no keys");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD);
    }
    return new TlsOrigin(keys);
  }

  /** Where {@code path} is. */
  public URI uri(String path) {
    return URI.create("https://localhost:" + listening.getLocalPort() + path);
  }

  /** Trusts this origin, and nobody else. */
  public SSLContext trusting() {
    return trusting;
  }

  /** Closes, and tells what came. */
  public List<Received> received() {
    close();
    return List.copyOf(received);
  }

  private void acceptAll() {
    while (!listening.isClosed()) {
      try {
        SSLSocket peer = (SSLSocket) listening.accept();
        Thread serving = new Thread(() -> serve(peer), "tls-origin-connection");
        threads.add(serving);
        serving.start();
      } catch (IOException e) {
        if (!listening.isClosed()) {
          failures.add(e);
        }
      }
    }
  }

  private void serve(SSLSocket peer) {
    try (peer) {
      InputStream in = new BufferedInputStream(peer.getInputStream());
      String head = head(in);
      if (!head.isEmpty()) {
        answer(peer, in, Head.parse(head));
      }
    } catch (IOException | RuntimeException e) {
      failures.add(e);
    }
  }

  private void answer(SSLSocket peer, InputStream in, Head head) throws IOException {
    long content;
    if (head.target().equals(REFUSED)) {
      send(peer, OriginScripts.closing(413));
      content = rest(in);
    } else {
      if (head.expectsContinue()) {
        send(peer, OriginScripts.interim(100));
      }
      int length = Integer.parseInt(head.first("Content-Length").orElseThrow());
      content = in.readNBytes(length).length;
      send(peer, OriginScripts.closing(201));
    }
    received.add(new Received(head.expectsContinue(), content));
  }

  /** Empty from a client that left without a word, as one does with a connection to spare. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 && head.isEmpty()) {
        return "";
      }
      if (next < 0) {
        throw new EOFException("after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void send(SSLSocket peer, String text) throws IOException {
    OutputStream out = peer.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** What still comes; a client that leaves may do so without a word. */
  private static long rest(InputStream in) {
    long rest = 0;
    try {
      while (in.read() >= 0) {
        rest++;
      }
    } catch (IOException gone) {
      // That is its end too.
    }
    return rest;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      failures.add(e);
    }
    join(acceptor);
    threads.forEach(TlsOrigin::join);
    if (!failures.isEmpty()) {
      throw new AssertionError("the origin failed", failures.get(0));
    }
  }

  private static void join(Thread ending) {
    try {
      ending.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
