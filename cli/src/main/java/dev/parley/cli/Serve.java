// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.AccessLogPolicy;
import dev.parley.gateway.ConfigFile;
import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.ListenAddress;
import dev.parley.gateway.OriginAddress;
import dev.parley.gateway.UnusableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code parley serve}: runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    header = "Runs the gateway: admits or refuses uploads from their headers.",
    description = {
      "",
      "Without options it listens on 127.0.0.1:8417 and stores uploads in ./parley-data.",
      ""
    },
    customSynopsis = "parley serve [OPTION]...",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Serve implements Callable<Integer> {
  static final String LISTEN = "127.0.0.1:8417";
  static final String STORE = "parley-data";

  private static final System.Logger LOG = System.getLogger(Serve.class.getName());

  /** Longer than all that a gateway waits for when it closes. */
  private static final Duration STOP = Duration.ofSeconds(15);

  /** As after SIGTERM. */
  private static final int TERMINATED = 143;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where clients connect; port 0 takes a free one (default: " + LISTEN + ").")
  private @Nullable String listen;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "A server that gets the uploads, http://HOST:PORT; repeat it for several.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "The folder that uploads are stored in (default: ./" + STORE + ").")
  private @Nullable Path store;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "The largest upload, such as 500MB or 2GiB; more is refused with 413.")
  private @Nullable String maxSize;

  @Option(
      names = "--access-log",
      paramLabel = "FORMAT",
      description =
          "A line for each exchange on standard output: text, json or off (default: text).")
  private @Nullable LogFormat accessLog;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = {
        "Where 'parley origins' can ask what is known of the origins, such as",
        Origins.ADMIN + " (default: nowhere)."
      })
  private @Nullable String admin;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file with all of this and more, instead of the options above.")
  private @Nullable Path config;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace (default: warn).")
  private LogLevel logLevel = LogLevel.WARN;

  @Spec private CommandSpec spec = CommandSpec.create();

  Serve() {}

  /** How much is logged to standard error. */
  enum LogLevel {
    ERROR(Level.ERROR),
    WARN(Level.WARNING),
    INFO(Level.INFO),
    DEBUG(Level.DEBUG),
    TRACE(Level.TRACE);

    private final Level level;

    LogLevel(Level level) {
      this.level = level;
    }
  }

  /** What a line of the access log looks like. */
  enum LogFormat {
    OFF,
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(logLevel.level);
    PrintWriter err = spec.commandLine().getErr();
    GatewayPolicy policy = policy();
    try (Gateway gateway = Gateway.start(policy)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Thread atExit =
          new Thread(
              () -> {
                endWithin(STOP, stopped);
                closeQuietly(gateway);
                Logging.flush();
                stopped.countDown();
              },
              "parley-stop");
      Runtime.getRuntime().addShutdownHook(atExit);
      PrintWriter out = spec.commandLine().getOut();
      new Greeting(gateway, policy).printTo(out);
      out.flush();
      stopped.await();
      return CommandLine.ExitCode.OK;
    } catch (UnusableException unusable) {
      err.println("parley: " + setting(unusable.key()) + ": " + unusable.complaint());
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    } catch (IOException failed) {
      err.println("parley: " + failed.getMessage());
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** The option that a setting came from, or its place in the file. */
  private String setting(String key) {
    if (config != null) {
      return config + ": " + key;
    }
    if (key.startsWith("admin")) {
      return "--admin";
    }
    return key.startsWith("listen") ? "--listen" : "--store";
  }

  /** The process ends even if something that is closed waits for a disk without end. */
  private static void endWithin(Duration time, CountDownLatch stopped) {
    Thread last =
        new Thread(
            () -> {
              try {
                if (!stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                  Runtime.getRuntime().halt(TERMINATED);
                }
              } catch (InterruptedException left) {
                Thread.currentThread().interrupt();
              }
            },
            "parley-last");
    last.setDaemon(true);
    last.start();
  }

  private static void closeQuietly(Gateway gateway) {
    try {
      gateway.close();
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "not all is closed as it should be", failed);
    }
  }

  private GatewayPolicy policy() {
    try {
      return config == null ? fromOptions() : fromFile(config);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private GatewayPolicy read(Path file) {
    try {
      return ConfigFile.read(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("--config: " + unreadable.getMessage(), unreadable);
    } catch (IllegalArgumentException wrong) {
      throw new WrongFile(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** What is wrong is in the file, of which {@code --help} tells nothing. */
  static final class WrongFile extends ParameterException {
    private static final long serialVersionUID = 1L;

    private WrongFile(CommandLine command, String message, Throwable cause) {
      super(command, message, cause);
    }
  }

  private GatewayPolicy fromFile(Path file) {
    if (listen != null
        || !origins.isEmpty()
        || store != null
        || maxSize != null
        || accessLog != null
        || admin != null) {
      throw new IllegalArgumentException(
          "--config: " + file + " (expected: alone, or the other options without it)");
    }
    return read(file);
  }

  private GatewayPolicy fromOptions() {
    if (store != null && !origins.isEmpty()) {
      throw new IllegalArgumentException(
          "--store: " + store + " (expected: either --store or --origin)");
    }
    if (store != null && store.toString().isBlank()) {
      throw new IllegalArgumentException("--store: empty (expected: a folder)");
    }
    Admission admission =
        maxSize == null ? Admission.DEFAULTS : Admission.DEFAULTS.withMaxSize(size(maxSize));
    List<OriginPolicy> addresses =
        origins.stream().map(url -> OriginPolicy.of(OriginAddress.parse("--origin", url))).toList();
    Optional<Path> folder =
        addresses.isEmpty()
            ? Optional.of(store == null ? Path.of(STORE) : store)
            : Optional.empty();
    InetSocketAddress socket = ListenAddress.parse("--listen", listen == null ? LISTEN : listen);
    GatewayPolicy policy =
        GatewayPolicy.of(socket, RoutePolicy.of(Match.ANY, admission, addresses, folder));
    if (admin != null) {
      policy = policy.withAdmin(new AdminPolicy(ListenAddress.parse("--admin", admin)));
    }
    return switch (accessLog == null ? LogFormat.TEXT : accessLog) {
      case OFF -> policy;
      case TEXT -> policy.withAccessLog(AccessLogPolicy.of(AccessLogPolicy.Format.TEXT));
      case JSON -> policy.withAccessLog(AccessLogPolicy.of(AccessLogPolicy.Format.JSON));
    };
  }

  private static ByteSize size(String text) {
    ByteSize size = ByteSize.parse("--max-size", text);
    if (size.bytes() == 0) {
      throw new IllegalArgumentException("--max-size: " + text + " (expected: above zero)");
    }
    return size;
  }
}
