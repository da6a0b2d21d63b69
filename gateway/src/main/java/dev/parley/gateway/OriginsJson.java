// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.core.DecisionTimes;
import dev.parley.core.OriginMemory;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;

/** What is known of each origin, as the admin address shows it. */
final class OriginsJson {
  private OriginsJson() {}

  static String of(Collection<OriginRecord> records, long now) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode origins = root.putArray("origins");
    records.forEach(record -> add(origins.addObject(), record, now));
    return root.toPrettyString() + "\n";
  }

  private static void add(ObjectNode origin, OriginRecord record, long now) {
    OriginMemory memory = record.memory();
    origin.put("url", record.name());
    origin.put("manner", memory.manner().words());
    record
        .since()
        .ifPresent(since -> origin.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString()));
    origin.put("pinned", record.pinned().name().toLowerCase(Locale.ROOT));
    origin.put("wait_ms", record.waits().toMillis());
    origin.put("misuses_417", memory.misuses417());
    DecisionTimes times = memory.times();
    ObjectNode decisions = origin.putObject("decisions");
    decisions.put("count", times.total());
    if (times.total() > 0) {
      decisions.put("median_below_ms", times.within(0.5).toMillis());
      decisions.put("p99_below_ms", times.within(0.99).toMillis());
    }
    ArrayNode histogram = decisions.putArray("histogram");
    for (int bucket = 0; bucket < times.counts().size(); bucket++) {
      long count = times.counts().get(bucket);
      if (count > 0) {
        ObjectNode bar = histogram.addObject();
        if (bucket < times.counts().size() - 1) {
          bar.put("below_ms", 1L << bucket);
        }
        bar.put("count", count);
      }
    }
    origin.put("outstanding", record.outstanding());
    origin.put("waiting", record.waiting().get());
    origin.put("healthy", record.health().condition(now) == OriginHealth.Condition.WELL);
    origin.put("answers_unasked", record.surplus().remembered(now));
    origin.put("failures", record.health().failures());
  }
}
