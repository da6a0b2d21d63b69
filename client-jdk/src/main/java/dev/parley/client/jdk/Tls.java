// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Whom to trust and how.
 *
 * @param given what every engine is told; nothing in particular where it is empty
 */
record Tls(SSLContext context, Optional<SSLParameters> given) {
  static Tls of(Optional<SSLContext> context, Optional<SSLParameters> given) {
    return new Tls(context.orElseGet(Tls::trustingTheUsual), given);
  }

  private static SSLContext trustingTheUsual() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("sslContext: no default", broken);
    }
  }

  SSLParameters parameters() {
    return given.orElseGet(context::getDefaultSSLParameters);
  }

  /** A context whose engines are told. */
  SSLContext applied() {
    return given.map(told -> (SSLContext) new Telling(context, told)).orElse(context);
  }

  private static final class Telling extends SSLContext {
    Telling(SSLContext context, SSLParameters told) {
      super(new Engines(context, told), context.getProvider(), context.getProtocol());
    }
  }

  /** Makes engines with another context. */
  private static final class Engines extends SSLContextSpi {
    private final SSLContext context;
    private final SSLParameters told;

    Engines(SSLContext context, SSLParameters told) {
      this.context = context;
      this.told = told;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return telling(context.createSSLEngine());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return telling(context.createSSLEngine(host, port));
    }

    private SSLEngine telling(SSLEngine engine) {
      engine.setSSLParameters(told);
      return engine;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("init: done already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return context.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return context.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return context.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return told;
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return context.getSupportedSSLParameters();
    }
  }
}
