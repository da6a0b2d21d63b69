// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Talks to a store the way a gateway does: plan, then content, then the end. */
record Visitor(Store store) {

  /** A response whose content was read. */
  record Reply(StoreResponse response, String text) {
    int status() {
      return response.status();
    }

    String field(String name) {
      return response.field(name).orElse("");
    }
  }

  static StoreRequest request(String method, String target, String... fields) {
    return new StoreRequest(method, target, fields(fields), OptionalLong.empty(), false);
  }

  static StoreRequest upload(String method, String target, int length, String... fields) {
    return new StoreRequest(method, target, fields(fields), OptionalLong.of(length), true);
  }

  static StoreRequest openEnded(String method, String target, String... fields) {
    return new StoreRequest(method, target, fields(fields), OptionalLong.empty(), true);
  }

  private static FieldLookup fields(String... fields) {
    List<Field> list = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      list.add(new Field(fields[i], fields[i + 1]));
    }
    return FieldLookup.of(list);
  }

  Reply ask(String method, String target, String... fields) {
    return answer(request(method, target, fields));
  }

  Reply get(String target, String... fields) {
    return ask("GET", target, fields);
  }

  Reply put(String target, String content, String... fields) {
    byte[] bytes = content.getBytes(UTF_8);
    return send(upload("PUT", target, bytes.length, fields), bytes);
  }

  Reply post(String target, String content, String... fields) {
    byte[] bytes = content.getBytes(UTF_8);
    return send(upload("POST", target, bytes.length, fields), bytes);
  }

  /** The answer the store gave from the head alone. */
  Reply answer(StoreRequest request) {
    return store
        .plan(request)
        .<Optional<StoreResponse>>fold(Optional::of, upload -> Optional.empty())
        .map(Visitor::read)
        .orElseThrow(() -> new AssertionError("the store asks for content"));
  }

  /** The upload the store began from the head alone. */
  Upload begin(StoreRequest request) {
    return store
        .plan(request)
        .<Optional<Upload>>fold(
            response -> {
              throw new AssertionError("the store answers " + response.status());
            },
            Optional::of)
        .orElseThrow();
  }

  Reply send(StoreRequest request, byte[] content) {
    return store.plan(request).fold(Visitor::read, upload -> deliver(upload, content));
  }

  static Reply deliver(Upload upload, byte[] content) {
    int half = content.length / 2;
    return write(upload, ByteBuffer.wrap(content, 0, half))
        .or(() -> write(upload, ByteBuffer.wrap(content, half, content.length - half)))
        .map(Visitor::read)
        .orElseGet(() -> read(upload.commit()));
  }

  private static Optional<StoreResponse> write(Upload upload, ByteBuffer content) {
    Optional<StoreResponse> early = upload.write(content);
    assertThat(content.hasRemaining() && early.isEmpty()).isFalse();
    return early;
  }

  static Reply read(StoreResponse response) {
    try (StoreContent content = response.content()) {
      return new Reply(response, new String(bytes(content), UTF_8));
    }
  }

  private static byte[] bytes(StoreContent content) {
    ByteBuffer bytes = ByteBuffer.allocate((int) content.length());
    if (content instanceof StoreContent.Made made) {
      try {
        while (bytes.hasRemaining()) {
          bytes.put(made.next(1));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (content instanceof StoreContent.Bytes held) {
      bytes.put(held.buffer());
    } else if (content instanceof StoreContent.Region region) {
      try {
        while (bytes.hasRemaining()
            && region.channel().read(bytes, region.offset() + bytes.position()) >= 0) {}
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }

  /** Every file below a folder that an upload left there, unfinished or remembered. */
  static List<String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
