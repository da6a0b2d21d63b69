// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A gateway as its users run it: {@code parley serve}, a process of its own. */
final class Parley implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Parley listens on http://127\\.0\\.0\\.1:(\\d+)[\\s\\S]*Ctrl-C stops it");

  private final Program program;
  private final int port;

  private Parley(Program program) {
    this.program = program;
    this.port = Integer.parseInt(program.awaitOut(READY).group(1));
  }

  /**
   * The Java that runs it.
   *
   * @param before what starts the Java, if anything
   * @param java the program
   * @param arguments options of the virtual machine
   */
  record Jvm(List<String> before, String java, List<String> arguments) {
    /** The Java of the tests, quick to start. */
    static final Jvm QUICK = of("-XX:TieredStopAtLevel=1");

    static Jvm of(String... arguments) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return new Jvm(List.of(), java, List.of(arguments));
    }

    private List<String> command(List<String> options) {
      List<String> command = new ArrayList<>(before);
      command.add(java);
      command.addAll(arguments);
      command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath()));
      command.add("dev.parley.cli.Main");
      command.addAll(options);
      return command;
    }

    private static String classPath() {
      return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
  }

  /** Serves on a free port with these options. */
  static Parley serve(Path folder, String... options) throws IOException {
    return serve(Jvm.QUICK, folder, options);
  }

  /** Serves on a free port with these options. */
  static Parley serve(Jvm jvm, Path folder, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("serve"));
    if (!List.of(options).contains("--config")) {
      all.addAll(List.of("--listen", "127.0.0.1:0"));
    }
    all.addAll(List.of(options));
    Program program = Program.start(folder, jvm.command(all));
    try {
      return new Parley(program);
    } catch (AssertionError | RuntimeException notReady) {
      program.close();
      throw notReady;
    }
  }

  /** Runs it with arguments that may be wrong. */
  static Program run(Path folder, String... arguments) throws IOException {
    return run(Jvm.QUICK, folder, arguments);
  }

  /** Runs it with arguments that may be wrong. */
  static Program run(Jvm jvm, Path folder, String... arguments) throws IOException {
    return Program.start(folder, jvm.command(List.of(arguments)));
  }

  Program program() {
    return program;
  }

  int port() {
    return port;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The URL of a name here. */
  String url(String name) {
    return "http://127.0.0.1:" + port + "/" + name;
  }

  @Override
  public void close() {
    program.close();
  }
}
