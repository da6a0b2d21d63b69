// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.util.Jetty;

/** The origins of the outcome page. */
enum OriginKind implements Tabulated {
  NGINX("nginx, WebDAV", "1.22") {
    @Override
    public String version() throws IOException {
      return Tabulated.version("nginx", "-v");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return new StoringOrigin(Nginx.start(folder, Long.toString(Application.LIMIT)), true);
    }
  },
  APACHE("Apache httpd, WebDAV; slow: CGI", "2.4") {
    @Override
    public String version() throws IOException {
      return Tabulated.version("apache2", "-v");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return new StoringOrigin(Apache.start(folder, Application.LIMIT), true);
    }
  },
  LIGHTTPD("lighttpd, CGI", "1.4") {
    @Override
    public String version() throws IOException {
      return Tabulated.version("lighttpd", "-v");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return new StoringOrigin(Lighttpd.start(folder, Application.LIMIT), false);
    }
  },
  JETTY("Jetty", "12.1") {
    @Override
    public String version() {
      return Tabulated.firstTwo(Jetty.VERSION);
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return JettyApplication.serve();
    }
  },
  TOMCAT_IMMEDIATELY("Tomcat, `immediately`", "11.0") {
    @Override
    public String version() {
      return Tabulated.firstTwo(ServerInfo.getServerNumber());
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return TomcatApplication.start(folder, "immediately");
    }
  },
  TOMCAT_ON_READ("Tomcat, `onRead`", "11.0") {
    @Override
    public String version() {
      return Tabulated.firstTwo(ServerInfo.getServerNumber());
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return TomcatApplication.start(folder, "onRead");
    }
  },
  UNDERTOW("Undertow, as it comes", "2.4") {
    @Override
    public String version() {
      return Tabulated.firstTwo(io.undertow.Version.getVersionString());
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return UndertowApplication.start(false);
    }
  },
  UNDERTOW_CONTINUE("Undertow, `HttpContinueReadHandler`", "2.4") {
    @Override
    public String version() {
      return Tabulated.firstTwo(io.undertow.Version.getVersionString());
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return UndertowApplication.start(true);
    }
  },
  NETTY_AGGREGATOR("Netty, `HttpObjectAggregator`", "4.2") {
    @Override
    public String version() {
      return nettyVersion();
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return NettyApplication.aggregating();
    }
  },
  NETTY_CONTINUE("Netty, `HttpServerExpectContinueHandler`", "4.2") {
    @Override
    public String version() {
      return nettyVersion();
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return NettyApplication.continuing();
    }
  },
  VERTX("Vert.x, as it comes", "5.2") {
    @Override
    public String version() {
      return vertxVersion();
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return VertxApplication.start(false);
    }
  },
  VERTX_AUTOMATIC("Vert.x, `handle100ContinueAutomatically`", "5.2") {
    @Override
    public String version() {
      return vertxVersion();
    }

    @Override
    OutcomeOrigin start(Path folder) {
      return VertxApplication.start(true);
    }
  },
  NODE("Node.js, as it comes", "20") {
    @Override
    public String version() throws IOException {
      return major("node", "--version");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return NodeApplication.start(folder, "itself");
    }
  },
  NODE_CHECK_CONTINUE("Node.js, `checkContinue`", "20") {
    @Override
    public String version() throws IOException {
      return major("node", "--version");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return NodeApplication.start(folder, "checkContinue");
    }
  },
  PYTHON_1_0("Python `http.server`, HTTP/1.0", "3.11") {
    @Override
    public String version() throws IOException {
      return Tabulated.version("python3", "--version");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return new StoringOrigin(PythonServer.start(folder, "HTTP/1.0", Application.LIMIT), true);
    }
  },
  PYTHON_1_1("Python `http.server`, HTTP/1.1", "3.11") {
    @Override
    public String version() throws IOException {
      return Tabulated.version("python3", "--version");
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return new StoringOrigin(PythonServer.start(folder, "HTTP/1.1", Application.LIMIT), true);
    }
  },
  JDK("JDK `HttpServer`", "17") {
    @Override
    public String version() {
      return Integer.toString(Runtime.version().feature());
    }

    @Override
    OutcomeOrigin start(Path folder) throws IOException {
      return JdkApplication.start();
    }
  };

  private final String title;
  private final String pinned;

  OriginKind(String title, String pinned) {
    this.title = title;
    this.pinned = pinned;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String pinned() {
    return pinned;
  }

  /** Whether it leaves it to its application to answer 100, which does not. */
  boolean silent() {
    return this == UNDERTOW || this == VERTX || this == PYTHON_1_0;
  }

  abstract OutcomeOrigin start(Path folder) throws IOException;

  private static String nettyVersion() {
    return Tabulated.firstTwo(
        Objects.requireNonNull(Version.identify().get("netty-common")).artifactVersion());
  }

  private static String vertxVersion() {
    return Tabulated.firstTwo(
        Objects.requireNonNull(Vertx.class.getPackage().getImplementationVersion()));
  }

  /** The first number, of a program that counts by those. */
  private static String major(String program, String option) throws IOException {
    return Tabulated.version(program, option).replaceFirst("\\..*", "");
  }
}
