// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Leads what libraries log, Netty above all, to {@link Logging}; SLF4J finds it as a service. */
public final class Slf4jLogs implements SLF4JServiceProvider, ILoggerFactory {
  private final ConcurrentHashMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, Log::new);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}

  private static final class Log extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    Log(String name) {
      this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
      return Logging.writes(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return Logging.writes(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return Logging.writes(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return Logging.writes(name, Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
      return Logging.writes(name, Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        org.slf4j.event.Level level,
        @Nullable Marker marker,
        @Nullable String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      String text = MessageFormatter.basicArrayFormat(pattern, arguments);
      Logging.WRITER.log(
          LogEntry.of(level(level), name, String.valueOf(pattern), String.valueOf(text), thrown));
    }

    private static Level level(org.slf4j.event.Level level) {
      return switch (level) {
        case ERROR -> Level.ERROR;
        case WARN -> Level.WARNING;
        case INFO -> Level.INFO;
        case DEBUG -> Level.DEBUG;
        case TRACE -> Level.TRACE;
      };
    }
  }
}
