// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Attempt;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What is said of uploads, in words. */
final class Words {
  private Words() {}

  /** What came of asking, such as {@code asked, 100 after 12 ms}. */
  static String decision(Decision decision, int status, Duration waited) {
    return switch (decision) {
      case CONTINUE -> "asked, 100 after " + Amounts.time(waited);
      case FINAL ->
          "asked, " + (status == 0 ? "refused" : status) + " after " + Amounts.time(waited);
      case ELAPSED -> "asked, no answer within " + Amounts.time(waited);
      case LOST -> "asked, connection lost after " + Amounts.time(waited);
      case NO_CONTENT, UNASKED -> "";
    };
  }

  /**
   * Why nobody was asked, such as {@code not asked: the server stays silent}.
   *
   * @param policy as the command line says it
   * @param server what is known of it, in words that follow "the server"
   */
  static String notAsked(Reason reason, String policy, Optional<String> server) {
    return switch (reason) {
      case NO_CONTENT -> "";
      case POLICY -> "not asked: --expect " + policy;
      case MEMORY -> "not asked: the server " + server.orElse("does not answer that");
      case EXPECTATION_FAILED -> "";
      case ESTIMATE -> "not asked: not worth the wait";
    };
  }

  /** Every time it was sent, and what was decided then. */
  static String story(List<Attempt> attempts, Function<Reason, String> whyNot) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      add(
          parts,
          attempt.asked()
              ? decision(attempt.decision(), attempt.status().orElse(0), attempt.waited())
              : whyNot.apply(attempt.reason()));
      if (i < attempts.size() - 1) {
        boolean said = attempt.asked() && attempt.decision() == Decision.FINAL;
        add(parts, said ? "" : attempt.status().map(String::valueOf).orElse(""));
        parts.add(again(attempt.again()));
      }
    }
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String part) {
    if (!part.isEmpty()) {
      parts.add(part);
    }
  }

  private static String again(Again again) {
    return switch (again) {
      case NO -> "tried again";
      case STALE_CONNECTION -> "again on a new connection";
      case EXPECTATION_FAILED -> "again without asking";
      case REDIRECTED -> "redirected";
      case CHALLENGED -> "again with credentials";
    };
  }

  /** The line that an upload leaves behind. */
  static String line(UploadResult result, String story) {
    return ResponseText.shown(result.upload().file())
        + ": "
        + ending(result)
        + result.redirectedTo().map(there -> ", redirected to " + there).orElse("")
        + (story.isEmpty() ? "" : " (" + story + hint(result) + ")")
        + (result.reason().isEmpty() ? "" : ": " + result.reason());
  }

  /** What spares the content the next time, where it was spent on a refusal. */
  private static String hint(UploadResult result) {
    List<Attempt> attempts = result.attempts();
    if (result.ending() != Ending.REFUSED || result.sent() == 0 || attempts.isEmpty()) {
      return "";
    }
    Attempt last = attempts.get(attempts.size() - 1);
    boolean guessed = last.reason() == Reason.MEMORY || last.reason() == Reason.ESTIMATE;
    return guessed && !last.asked() ? "; --expect always asks anyway" : "";
  }

  private static String ending(UploadResult result) {
    return switch (result.ending()) {
      case UPLOADED -> uploaded(result);
      case ACCEPTED_WITHOUT_CONTENT ->
          result.status().getAsInt() + ", " + word(result.ending()) + spared(result);
      case REFUSED -> refused(result);
      case FAILED, UNREACHABLE, STOPPED -> word(result.ending()) + spent(result);
      case NOT_TRIED -> word(result.ending());
    };
  }

  private static String uploaded(UploadResult result) {
    String status = result.status().getAsInt() + result.location().map(at -> " " + at).orElse("");
    return result.spared() > 0
        ? status
            + " before "
            + (result.sent() == 0 ? "a byte" : "all")
            + " was sent"
            + spared(result)
        : status
            + ", "
            + Amounts.size(result.sent())
            + " in "
            + Amounts.time(result.took())
            + rate(result);
  }

  private static String rate(UploadResult result) {
    double seconds = result.took().toNanos() / 1e9;
    return result.sent() < 1 << 20 || seconds == 0
        ? ""
        : ", " + Amounts.rate(result.sent() / seconds);
  }

  private static String refused(UploadResult result) {
    String said = "refused with " + result.status().getAsInt();
    if (result.sent() == 0) {
      return result.spared() == 0 ? said : said + " before a byte was sent" + spared(result);
    }
    return said + " after " + Amounts.size(result.sent()) + spared(result);
  }

  private static String spared(UploadResult result) {
    return result.spared() == 0 ? "" : ", " + Amounts.size(result.spared()) + " spared";
  }

  private static String spent(UploadResult result) {
    return result.sent() == 0 ? "" : " after " + Amounts.size(result.sent());
  }

  /** Why there is a pause, such as {@code 503, retry 1 of 3 in 2.0 s}. */
  static String pause(UploadResult result, Duration pause, int number, int most) {
    String why =
        result.status().isPresent() ? String.valueOf(result.status().getAsInt()) : result.reason();
    String when = pause.isZero() ? "at once" : "in " + Amounts.time(pause);
    return why + ", retry " + number + " of " + most + " " + when;
  }

  /** What became of all of them. */
  static String summary(List<UploadResult> results, Duration took) {
    List<String> parts = new ArrayList<>();
    for (Ending ending : Ending.values()) {
      long count = results.stream().filter(result -> result.ending() == ending).count();
      if (count > 0) {
        parts.add(count + " " + word(ending));
      }
    }
    long sent = results.stream().mapToLong(UploadResult::sent).sum();
    long spared = results.stream().mapToLong(UploadResult::spared).sum();
    return String.join(", ", parts)
        + "; "
        + Amounts.size(sent)
        + " sent"
        + (spared == 0 ? "" : ", " + Amounts.size(spared) + " spared")
        + " in "
        + Amounts.time(took);
  }

  /** The word that {@link JsonLine} has for it as well. */
  private static String word(Ending ending) {
    return ending.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
