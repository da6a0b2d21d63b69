// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.AskPolicy;
import dev.parley.client.ClientPolicy;
import dev.parley.client.Credentials;
import dev.parley.client.CredentialsPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.Outcome.Reason;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code parley put}: uploads files, and asks first where that is worth while. */
@Command(
    name = "put",
    header = "Uploads files, and asks first where that is worth the wait.",
    customSynopsis = "parley put [OPTION]... FILE... URL",
    description = {
      "",
      "A URL that ends in / gets the name of each file behind it; several files need such a URL."
          + " The FILE - is standard input, sent as it comes.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  parley put film.mkv http://localhost:8417/",
      "  parley put --user ann 1.jpg 2.jpg https://files.example.org/inbox/",
      "  tar cz src | parley put - https://files.example.org/src.tgz",
      "  parley put --retry 5 --json big.iso https://files.example.org/ > result.json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all are uploaded",
      "1:a server refused one, or one failed; its line says why",
      "2:wrong usage; nothing was sent",
      "3:a server accepted one without its content; nothing else failed",
      "4:no server could be reached",
      "130:stopped by Ctrl-C (SIGINT)"
    },
    versionProvider = Version.class,
    sortOptions = false)
final class Put implements Callable<Integer> {
  private static final int WITHOUT_CONTENT = 3;
  private static final int UNREACHABLE = 4;
  private static final int INTERRUPTED = 130;
  private static final int STOP_SECONDS = 3;

  @Parameters(paramLabel = "FILE... URL", hidden = true, description = "What to send where.")
  private List<String> arguments = new ArrayList<>();

  @ArgGroup(validate = false, heading = "What is sent:%n", order = 1)
  private RequestOptions request = new RequestOptions();

  @ArgGroup(validate = false, heading = "%nWhen to ask (Expect: 100-continue):%n", order = 2)
  private AskOptions ask = new AskOptions();

  @ArgGroup(validate = false, heading = "%nHow much to do:%n", order = 3)
  private EffortOptions effort = new EffortOptions();

  @ArgGroup(validate = false, heading = "%nThe way there:%n", order = 4)
  private WayOptions way = new WayOptions();

  @ArgGroup(validate = false, heading = "%nWhat to show:%n", order = 5)
  private ShowOptions show = new ShowOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Surroundings here;

  Put(Surroundings here) {
    this.here = here;
  }

  /** The options that say what to show. */
  static final class ShowOptions {
    @Option(
        names = {"-s", "--silent"},
        description = "Nothing but what failed.")
    private boolean silent;

    @Option(names = "--json", description = "A line of JSON on standard output for each upload.")
    private boolean json;

    // Picocli reads the two: here they are the last of the options, and not the first.
    @SuppressWarnings("UnusedVariable")
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "This text.")
    private boolean help;

    @SuppressWarnings("UnusedVariable")
    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "The version.")
    private boolean version;

    private Display.Detail detail() {
      return silent
          ? Display.Detail.FAILURES
          : json ? Display.Detail.UNDER_WAY : Display.Detail.ALL;
    }
  }

  /** What the command line asks for, all of it valid. */
  private record Plan(
      List<Upload> uploads,
      Function<Upload, Request> requests,
      ClientPolicy policy,
      Uploader.Effort effort) {}

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(System.Logger.Level.WARNING);
    Plan plan = plan();
    RememberedOrigins remembered = ask.remembered(here.environment());
    OriginMemories memories = new OriginMemories();
    remembered.load(memories);
    CountDownLatch done = new CountDownLatch(1);
    try (ParleyClient client = ParleyClient.create(plan.policy(), memories)) {
      return upload(client, plan, done);
    } finally {
      remembered.save(memories);
      done.countDown();
    }
  }

  private int upload(ParleyClient client, Plan plan, CountDownLatch done)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    long startedAt = System.nanoTime();
    List<UploadResult> results;
    boolean stopped;
    try (Display display =
        new Display(
            err,
            show.detail(),
            plan.uploads(),
            result ->
                Words.line(
                    result,
                    Words.story(result.attempts(), whyNot(client.memories(), result.upload()))))) {
      display.start(here.terminal());
      Uploader uploader =
          new Uploader(
              client,
              plan.effort(),
              plan.requests(),
              upload -> new Progress(upload.length(), whyNot(client.memories(), upload)),
              watcher(display));
      here.atInterrupt().accept(() -> stop(uploader, done));
      results = uploader.run(plan.uploads());
      stopped = uploader.stopped();
    }
    if (results.size() > 1 && show.detail() == Display.Detail.ALL) {
      err.println(Words.summary(results, Duration.ofNanos(System.nanoTime() - startedAt)));
      err.flush();
    }
    return stopped ? INTERRUPTED : exitCode(results);
  }

  /** Ends the uploads, and waits a little for the terminal to be left in order. */
  private static void stop(Uploader uploader, CountDownLatch done) {
    uploader.stop();
    try {
      var unused = done.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Uploader.Watcher watcher(Display display) {
    if (!show.json) {
      return display;
    }
    PrintWriter out = spec.commandLine().getOut();
    return new Uploader.Watcher() {
      @Override
      public void began(Upload upload, Progress progress) {
        display.began(upload, progress);
      }

      @Override
      public void pauses(Upload upload, String why) {
        display.pauses(upload, why);
      }

      @Override
      public void ended(UploadResult result) {
        display.ended(result);
        synchronized (out) {
          out.println(JsonLine.of(result));
          out.flush();
        }
      }
    };
  }

  private Function<Reason, String> whyNot(OriginMemories memories, Upload upload) {
    return reason ->
        Words.notAsked(
            reason, ask.words(), memories.note(upload.target()).map(note -> note.manner().words()));
  }

  private static int exitCode(List<UploadResult> results) {
    if (results.stream().allMatch(UploadResult::uploaded)) {
      return CommandLine.ExitCode.OK;
    }
    if (results.stream()
        .allMatch(
            result -> result.uploaded() || result.ending() == Ending.ACCEPTED_WITHOUT_CONTENT)) {
      return WITHOUT_CONTENT;
    }
    boolean reached =
        results.stream()
            .map(UploadResult::ending)
            .anyMatch(ending -> ending != Ending.UNREACHABLE && ending != Ending.NOT_TRIED);
    return reached ? CommandLine.ExitCode.SOFTWARE : UNREACHABLE;
  }

  /** Nobody is asked whose input is the content. */
  private Optional<String> password(List<Upload> uploads, String words) {
    boolean taken =
        uploads.stream().anyMatch(upload -> upload.file().equals(Upload.STANDARD_INPUT));
    return taken ? Optional.empty() : here.password().apply(words);
  }

  private Plan plan() {
    try {
      List<Upload> uploads = Upload.all(arguments, here.in());
      AskPolicy policy = ask.policy();
      Function<Upload, Request> requests =
          upload -> request.request(upload.target()).withContent(upload.content()).withAsk(policy);
      Request first = requests.apply(uploads.get(0));
      Uploader.Effort much = effort.effort();
      ClientPolicy client = ClientPolicy.DEFAULTS.withThreads(1).withResponse(effort.response());
      client = effort.connect().map(client::withConnect).orElse(client);
      client = way.with(client, spec.commandLine().getErr());
      Optional<Credentials> who = request.credentials(words -> password(uploads, words));
      if (who.isPresent()) {
        client = client.withCredentials(CredentialsPolicy.only(first.uri(), who.get()));
      }
      return new Plan(uploads, requests, client, much);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
