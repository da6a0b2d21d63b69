// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat, which answers 100 when its {@code continueResponseTiming} says. */
final class TomcatApplication extends HttpServlet {
  static Application start(Path folder, String continueResponseTiming) throws IOException {
    Application.quiet();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    set(connector, "address", "127.0.0.1");
    set(connector, "continueResponseTiming", continueResponseTiming);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "application", new TomcatApplication()).addMapping("/*");
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      throw new IOException("Tomcat does not start", e);
    }
    return new Application(connector.getLocalPort(), () -> stop(tomcat));
  }

  private static void set(Connector connector, String property, String value) {
    if (!connector.setProperty(property, value)) {
      throw new IllegalArgumentException(property + ": " + value);
    }
  }

  private static void stop(Tomcat tomcat) throws IOException {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IOException("Tomcat does not stop", e);
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("X-Id", request.getHeader("X-Id"));
    Application.run(
        new Application.Call() {
          @Override
          public String path() {
            return request.getRequestURI();
          }

          @Override
          public long announced() {
            return request.getContentLengthLong();
          }

          @Override
          public InputStream content() throws IOException {
            return request.getInputStream();
          }

          @Override
          public void answer(int status, String content) throws IOException {
            response.setStatus(status);
            response.getWriter().write(content);
          }
        });
  }
}
