// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The top of the command tree: {@code parley} alone is a usage error that shows what there is. */
@Command(
    name = "parley",
    description = "The negotiation before an HTTP upload.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {Serve.class, Put.class, Origins.class, HelpCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:failed; the message says at what",
      "2:wrong usage",
      "3:findings at the threshold",
      "4:target unreachable",
      "130:stopped by Ctrl-C (SIGINT)",
      "143:stopped by SIGTERM"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  Main() {}

  public static void main(String[] arguments) {
    int exitCode = commandLine().execute(arguments);
    Logging.flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    return commandLine(Surroundings.ofProcess());
  }

  static CommandLine commandLine(Surroundings here) {
    CommandLine top =
        new CommandLine(new Main(), new Commands(here))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::wrongUsage)
            .setExecutionExceptionHandler(Main::internalError);
    HelpLayout.apply(top, here);
    return top;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int wrongUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    String more = wrong instanceof Serve.WrongFile ? "docs/reference/config.md" : name + " --help";
    err.println(name + ": " + message(wrong) + " (" + more + " tells more)");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** Picocli has words of its own for what our other messages say in one form. */
  private static String message(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return message(unmatched);
    }
    if (wrong instanceof MissingParameterException missing
        && missing.getMissing().get(0) instanceof OptionSpec option) {
      return message(option, "missing", expected(option));
    }
    if (wrong instanceof OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option) {
      return message(option, "repeated", "once");
    }
    return wrong.getArgSpec() instanceof OptionSpec option
        ? message(option, wrong.getValue(), expected(option))
        : String.valueOf(wrong.getMessage());
  }

  private static String message(OptionSpec option, String value, String expected) {
    return option.longestName() + ": " + value + " (expected: " + expected + ")";
  }

  private static String expected(OptionSpec option) {
    if (option.type() == int.class) {
      return "a whole number";
    }
    return option.type().isEnum()
        ? Arrays.stream(option.type().getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "))
        : option.paramLabel();
  }

  /** What picocli says of a word it does not know names the words after it, and no way out. */
  private static String message(UnmatchedArgumentException unmatched) {
    String word = unmatched.getUnmatched().get(0);
    CommandSpec at = unmatched.getCommandLine().getCommandSpec();
    boolean option = word.startsWith("-");
    Collection<String> known =
        option
            ? at.options().stream().map(OptionSpec::longestName).toList()
            : at.subcommands().keySet();
    List<String> near =
        known.stream().filter(name -> Spelling.distance(word, name) <= Spelling.SLIP).toList();
    String hint =
        near.isEmpty() ? option ? "" : String.join(", ", known) : String.join(" or ", near) + "?";
    return word
        + ": unknown "
        + (option ? "option" : at.subcommands().isEmpty() ? "argument" : "command")
        + (hint.isEmpty() ? "" : " (expected: " + hint + ")");
  }

  private static int internalError(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("parley: internal error, please report it:");
    failure.printStackTrace(err);
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Makes the commands; all but one need nothing. */
  private record Commands(Surroundings here) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == Put.class
          ? type.cast(new Put(here))
          : CommandLine.defaultFactory().create(type);
    }
  }
}
