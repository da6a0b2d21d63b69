// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code parley put --json} prints. */
class PutJsonTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyUploadIsALineWithWhatBecameOfIt() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(
                peer -> {
                  Head head = peer.readRequestHead();
                  if (head.target().equals("/no")) {
                    peer.send(OriginScripts.closing(403)).shutdownOutput().discardToEof();
                  } else {
                    peer.send(OriginScripts.interim(100)).discardContent(head);
                    peer.send(OriginScripts.response(201));
                  }
                }))) {
      CommandRun run =
          CommandRun.of(
              folder,
              "put",
              "--json",
              "--parallel=1",
              "--expect=always",
              file("yes"),
              file("no"),
              origin.uri() + "/");
      assertThat(run.exitCode()).isEqualTo(1);
      List<JsonNode> lines = run.out().lines().map(PutJsonTest::parse).toList();
      assertThat(lines).hasSize(2);
      JsonNode yes = lines.get(0);
      assertThat(names(yes))
          .containsExactly(
              "file",
              "url",
              "result",
              "status",
              "sent",
              "spared",
              "decision",
              "waited_ms",
              "took_ms",
              "attempts");
      assertThat(yes.get("file").asText()).isEqualTo(folder.resolve("yes").toString());
      assertThat(yes.get("url").asText()).isEqualTo(origin.uri() + "/yes");
      assertThat(yes.get("result").asText()).isEqualTo("uploaded");
      assertThat(yes.get("status").asInt()).isEqualTo(201);
      assertThat(yes.get("sent").asLong()).isEqualTo(1000);
      assertThat(yes.get("decision").asText()).isEqualTo("continue");
      JsonNode no = lines.get(1);
      assertThat(no.get("result").asText()).isEqualTo("refused");
      assertThat(no.get("sent").asLong()).isZero();
      assertThat(no.get("spared").asLong()).isEqualTo(1000);
      assertThat(no.get("attempts")).hasSize(1);
      assertThat(names(no.get("attempts").get(0)))
          .containsExactly("asked", "because", "decision", "waited_ms", "sent", "status", "again");
      assertThat(run.err()).contains("/no: refused with 403").hasLineCount(1);
    }
  }

  @Test
  void anUploadThatNeverBeganHasALineToo() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(403, true))) {
      CommandRun run =
          CommandRun.of(
              folder,
              "put",
              "--json",
              "--silent",
              "--fail-early",
              "--parallel=1",
              file("a"),
              file("b"),
              origin.uri() + "/");
      assertThat(run.out().lines().map(line -> parse(line).get("result").asText()))
          .containsExactly("refused", "not-tried");
    }
  }

  private String file(String name) throws IOException {
    return Files.write(folder.resolve(name), new byte[1000]).toString();
  }

  private static List<String> names(JsonNode object) {
    Iterator<String> names = object.fieldNames();
    List<String> all = new java.util.ArrayList<>();
    names.forEachRemaining(all::add);
    return all;
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException broken) {
      throw new AssertionError(line, broken);
    }
  }
}
