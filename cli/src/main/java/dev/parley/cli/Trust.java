// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.core.Checks;
import dev.parley.gateway.store.FileFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom to trust on encrypted connections, other than whom the JDK trusts. */
final class Trust {
  private static final String EXPECTED = "a file with certificates in PEM";

  /** Twenty times all the authorities that systems come with. */
  private static final int LARGEST = 4 << 20;

  private Trust() {}

  /**
   * Whoever has a certificate of these authorities, and nobody else.
   *
   * @throws IllegalArgumentException when there is none in the file
   */
  static SSLContext only(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
      authorities.load(null, null);
      int number = 0;
      byte[] text = in.readNBytes(LARGEST + 1);
      if (text.length > LARGEST) {
        throw Checks.wrong(name, file, EXPECTED + ", not more than 4MiB");
      }
      InputStream pem = new ByteArrayInputStream(text);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        authorities.setCertificateEntry("authority-" + number++, each);
      }
      if (number == 0) {
        throw Checks.wrong(name, file, EXPECTED);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities);
      return context(trust.getTrustManagers());
    } catch (CertificateException none) {
      throw Checks.wrong(name, file, EXPECTED);
    } catch (IOException unreadable) {
      String reason = FileFailure.reason(file, unreadable);
      throw Checks.wrong(name, file, "a file that can be read; " + reason);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("tls: no context", broken);
    }
  }

  /** Whoever answers, under whatever name. */
  static SSLContext anybody() {
    try {
      return context(new AnybodyTrustManager());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("tls: no context", broken);
    }
  }

  private static SSLContext context(TrustManager... trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context;
  }

  /** An extended one is asked about names as well, and the JDK does not check them beside it. */
  private static final class AnybodyTrustManager extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
