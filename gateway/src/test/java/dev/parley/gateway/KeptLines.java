// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Standard output for a gateway under test, to be read line by line. */
final class KeptLines extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public void write(int octet) {
    bytes.write(octet);
  }

  @Override
  public void write(byte[] octets, int from, int count) {
    bytes.write(octets, from, count);
  }

  List<String> lines() {
    return bytes.toString(StandardCharsets.US_ASCII).lines().toList();
  }

  /** The line of the exchange with this number, the first being 0, once it is there. */
  String line(int number) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> lines().size() > number);
    return lines().get(number);
  }

  /** The same as an object. */
  JsonNode object(int number) {
    try {
      return new ObjectMapper().readTree(line(number));
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(line(number), notJson);
    }
  }
}
