// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a refusal says of itself, as one line that a terminal can show. */
final class ResponseText {
  private static final int SHOWN = 300;
  private static final int KEPT = 16 << 10;
  private static final List<String> MEMBERS = List.of("detail", "message", "error", "title");

  /**
   * The title of a page, the message of an S3 server, in two patterns that never step back: a
   * server could make it take for ever.
   */
  private static final Pattern START = Pattern.compile("(?i)<(?:title|message)(?:\\s[^<>]*+)?+>");

  private static final Pattern END = Pattern.compile("(?i)</(?:title|message)>");

  private ResponseText() {}

  /**
   * Keeps the content of refusals, as far as somebody may want to read it. Whatever else becomes of
   * the content of a response, its status came and counts; but for a success that began before the
   * content of the request was whole, which counts only if it is whole itself (RFC 9112 8).
   */
  static BodyHandler<String> handler(Progress progress) {
    return head -> {
      boolean success = head.statusCode() / 100 == 2;
      return new BeginningSubscriber(
          success ? 0 : KEPT, success && progress.answeredEarly() ? progress : null);
    };
  }

  /** The line in this content; empty where there is none for people. */
  static String line(Optional<String> contentType, String content) {
    String type = contentType.orElse("text/plain").toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return shown(member(content));
    }
    if (type.contains("html") || type.contains("xml")) {
      return shown(element(content));
    }
    return type.startsWith("text/") ? shown(content) : "";
  }

  private static String element(String page) {
    Matcher start = START.matcher(page);
    Matcher end = END.matcher(page);
    return start.find() && end.find(start.end())
        ? page.substring(start.end(), end.start()).strip()
        : "";
  }

  private static String member(String json) {
    try {
      JsonNode tree = new ObjectMapper().readTree(json);
      return MEMBERS.stream()
          .map(name -> tree.path(name).asText(""))
          .filter(text -> !text.isBlank())
          .findFirst()
          .orElse("");
    } catch (JsonProcessingException broken) {
      return "";
    }
  }

  /** As one line, without what could command a terminal, and not too long. */
  static String shown(String text) {
    String line = Printable.of(text).strip();
    if (line.length() <= SHOWN) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return line.substring(0, end).strip() + " ...";
  }

  /** Keeps the beginning, reads on a little for the sake of the connection, and then stops. */
  private static final class BeginningSubscriber implements BodySubscriber<String> {
    private static final int READ = 1 << 20;

    private final int limit;
    private final @Nullable Progress sending;
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;
    private long read;

    /**
     * @param sending the upload whose content may still flow
     */
    BeginningSubscriber(int limit, @Nullable Progress sending) {
      this.limit = limit;
      this.sending = sending;
    }

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
      begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      for (ByteBuffer piece : pieces) {
        read += piece.remaining();
        byte[] bytes = new byte[Math.min(piece.remaining(), limit - kept.size())];
        piece.get(bytes);
        kept.writeBytes(bytes);
      }
      if (read > READ && (sending == null || sending.whole()) && subscription != null) {
        subscription.cancel();
        onComplete();
      }
    }

    @Override
    public void onError(Throwable cut) {
      if (sending != null) {
        text.completeExceptionally(cut);
      } else {
        // The status is what counts, and it came.
        onComplete();
      }
    }

    @Override
    public void onComplete() {
      text.complete(kept.toString(StandardCharsets.UTF_8));
    }
  }
}
