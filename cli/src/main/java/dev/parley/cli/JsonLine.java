// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.client.Outcome.Attempt;
import java.util.List;
import java.util.Locale;

/** What became of an upload, as a line of JSON. */
final class JsonLine {
  private JsonLine() {}

  static String of(UploadResult result) {
    List<Attempt> attempts = result.attempts();
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("file", result.upload().file());
    line.put("url", result.upload().target().toString());
    line.put("result", word(result.ending()));
    result.status().ifPresent(status -> line.put("status", status));
    result.location().ifPresent(at -> line.put("location", at));
    result.redirectedTo().ifPresent(there -> line.put("redirected_to", there));
    if (!result.reason().isEmpty()) {
      line.put("reason", result.reason());
    }
    line.put("sent", result.sent());
    line.put("spared", result.spared());
    if (!attempts.isEmpty()) {
      line.put("decision", word(attempts.get(attempts.size() - 1).decision()));
    }
    line.put(
        "waited_ms", attempts.stream().mapToLong(attempt -> attempt.waited().toMillis()).sum());
    line.put("took_ms", result.took().toMillis());
    ArrayNode all = line.putArray("attempts");
    attempts.forEach(attempt -> all.add(attempt(attempt)));
    return line.toString();
  }

  private static ObjectNode attempt(Attempt attempt) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("asked", attempt.asked());
    node.put("because", word(attempt.reason()));
    node.put("decision", word(attempt.decision()));
    node.put("waited_ms", attempt.waited().toMillis());
    node.put("sent", attempt.contentSent());
    attempt.status().ifPresent(status -> node.put("status", status));
    node.put("again", word(attempt.again()));
    return node;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
