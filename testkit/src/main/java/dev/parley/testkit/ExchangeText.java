// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The written form of a fixture's lines, in both directions. */
final class ExchangeText {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("[!#$%&'*+.^_`~0-9A-Za-z-]+ [^ |]+ HTTP/[0-9]\\.[0-9]");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/[0-9]\\.[0-9] [0-9]{3}( [^|]*)?");

  private ExchangeText() {}

  static String render(Exchange exchange) {
    StringBuilder out = new StringBuilder();
    out.append(
        "# %s -- %s: %s\n".formatted(exchange.file(), exchange.reference(), exchange.claim()));
    if (!exchange.subjects().isEmpty()) {
      out.append(
          exchange.subjects().stream()
              .map(Subject::word)
              .collect(Collectors.joining(", ", "# subject: ", "\n")));
    }
    exchange.notes().forEach(note -> out.append("# ").append(note).append('\n'));
    exchange.steps().forEach(step -> out.append(render(step)).append('\n'));
    if (!exchange.claims().isEmpty()) {
      out.append(
          exchange.claims().stream()
              .map(Claim::text)
              .collect(Collectors.joining(", ", "= ", "\n")));
    }
    return out.toString();
  }

  static String render(Step step) {
    StringBuilder out = new StringBuilder();
    step.performOn(new StepWriter(out));
    return out.toString();
  }

  private record StepWriter(StringBuilder out) implements Step.Performer {
    @Override
    public void head(Step.HeadStep step) {
      List<String> lines = new ArrayList<>();
      lines.add(step.startLine());
      lines.addAll(step.fieldLines());
      line(
          step.lane(), lines.stream().map(each -> encode(each)).collect(Collectors.joining(" | ")));
    }

    @Override
    public void content(Step.ContentStep step) {
      String text = encode(step.runs());
      boolean ambiguous = text.equals("~") || isHead(step.lane(), text);
      line(step.lane(), ambiguous ? "\\-" + text : text);
    }

    @Override
    public void anyContent(Step.AnyContentStep step) {
      line(step.lane(), "~");
    }

    @Override
    public void time(Step.TimeStep step) {
      out.append("@ +").append(encode(step.step()));
    }

    @Override
    public void closing(Step.ClosingStep step) {
      out.append("@ ").append(step.how().name().toLowerCase(Locale.ROOT)).append(' ');
      out.append(step.lane().mark());
    }

    @Override
    public void connect(Step.ConnectStep step) {
      out.append("@ connect ").append(step.lane().mark());
    }

    private void line(Lane lane, String text) {
      boolean endsInBlank = text.endsWith(" ");
      String whole = endsInBlank ? text.substring(0, text.length() - 1) + "\\x20" : text;
      out.append(lane.mark()).append(' ').append(whole);
    }
  }

  private static String encode(Duration step) {
    long millis = step.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static String encode(String headLine) {
    return Escapes.escape(headLine).replace("|", "\\|");
  }

  private static String encode(List<Step.Run> runs) {
    StringBuilder out = new StringBuilder();
    for (Step.Run run : runs) {
      out.append(encodeContent(run.text()));
      if (run.times() > 1) {
        out.append('*').append(run.times());
      }
    }
    return out.toString();
  }

  private static String encodeContent(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (text.startsWith("\r\n", i)) {
        out.append('|');
        i++;
      } else if (each == '|' || each == '*') {
        out.append('\\').append(each);
      } else {
        out.append(Escapes.escape(each));
      }
    }
    return out.toString();
  }

  /** Whether the raw text of a line is a head on this lane. */
  static boolean isHead(Lane lane, String text) {
    String first = text.split("\\|", 2)[0];
    String startLine = first.endsWith(" ") ? first.substring(0, first.length() - 1) : first;
    return (lane.carriesRequests() ? REQUEST_LINE : STATUS_LINE).matcher(startLine).matches();
  }

  /**
   * The lines of a head.
   *
   * @throws IllegalArgumentException with the remedy, when an escape or a line is wrong
   */
  static List<String> headLines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (Units units = new Units(text); units.hasNext(); ) {
      if (units.atBar()) {
        units.next();
        units.skipBlank();
        lines.add(withoutOneBlank(line));
        line.setLength(0);
      } else {
        line.append(units.next());
      }
    }
    lines.add(line.toString());
    if (lines.contains("")) {
      throw new IllegalArgumentException("a field line beside every |; the last CRLF is implied");
    }
    return lines;
  }

  private static String withoutOneBlank(StringBuilder line) {
    boolean blank = line.length() > 0 && line.charAt(line.length() - 1) == ' ';
    return line.substring(0, line.length() - (blank ? 1 : 0));
  }

  /**
   * The bytes of content.
   *
   * @throws IllegalArgumentException with the remedy, when an escape or a repetition is wrong
   */
  static List<Step.Run> runs(String text) {
    List<Step.Run> runs = new ArrayList<>();
    StringBuilder once = new StringBuilder();
    for (Units units = new Units(text); units.hasNext(); ) {
      String unit = units.next();
      long times = unit.isEmpty() ? 1 : units.repetition();
      if (times == 1) {
        once.append(unit);
      } else {
        addOnce(runs, once);
        runs.add(new Step.Run(unit, times));
      }
    }
    addOnce(runs, once);
    return runs;
  }

  private static void addOnce(List<Step.Run> runs, StringBuilder once) {
    if (once.length() > 0) {
      runs.add(new Step.Run(once.toString(), 1));
      once.setLength(0);
    }
  }

  /** Text taken apart into bytes, escapes and bars. */
  private static final class Units {
    private final String text;
    private int at;

    Units(String text) {
      this.text = text;
    }

    boolean hasNext() {
      return at < text.length();
    }

    boolean atBar() {
      return text.charAt(at) == '|';
    }

    void skipBlank() {
      if (hasNext() && text.charAt(at) == ' ') {
        at++;
      }
    }

    String next() {
      char each = text.charAt(at++);
      if (each == '|') {
        return "\r\n";
      }
      return each == '\\' ? escape() : String.valueOf(each);
    }

    private String escape() {
      char kind = hasNext() ? text.charAt(at++) : ' ';
      return switch (kind) {
        case '|', '\\', '*' -> String.valueOf(kind);
        case '-' -> "";
        case '0' -> "\0";
        case 't' -> "\t";
        case 'n' -> "\n";
        case 'r' -> "\r";
        case 'x' -> hexadecimal();
        default ->
            throw new IllegalArgumentException("one of \\| \\\\ \\* \\- \\0 \\t \\n \\r \\xNN");
      };
    }

    private String hexadecimal() {
      if (at + 2 > text.length() || !text.substring(at, at + 2).matches("[0-9a-fA-F]{2}")) {
        throw new IllegalArgumentException("two hexadecimal digits after \\x");
      }
      at += 2;
      return String.valueOf((char) Integer.parseInt(text.substring(at - 2, at), 16));
    }

    long repetition() {
      int end = at + 1;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      if (!hasNext() || text.charAt(at) != '*' || end == at + 1) {
        return 1;
      }
      String digits = text.substring(at + 1, end);
      at = end;
      if (digits.length() > 12 || Long.parseLong(digits) < 1) {
        throw new IllegalArgumentException("a repetition from 1 to 999999999999");
      }
      return Long.parseLong(digits);
    }
  }
}
