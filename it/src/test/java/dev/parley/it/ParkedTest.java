// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that wait for the verdict of an origin that takes its time. */
class ParkedTest {
  private static final int WARM = 50;
  private static final int MANY = (int) Measured.size(400, 4_000);
  private static final long MOST_HEAP = 16 * 1024;
  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

  @TempDir private Path folder = Path.of("");

  @Test
  void aParkedUploadCostsLittleAndFreesItsOriginAsSoonAsItsClientLeaves() throws Exception {
    try (SilentOrigin origin = SilentOrigin.start();
        Parley parley =
            Parley.serve(Parley.Jvm.of("-Xms32m"), folder, "--config", config(origin))) {
      leave(park(parley, origin, WARM), origin);
      long heap = heap(parley);
      long resident = parley.program().memory("VmRSS");

      List<SocketChannel> parked = park(parley, origin, MANY);
      long residentParked = parley.program().memory("VmRSS") - resident;
      long heapParked = (heap(parley) - heap) / MANY;
      Measured.note(
          "%d parked: %.1f KiB of resident memory and %.1f KiB of live heap each, %s resident in all"
              .formatted(
                  MANY,
                  residentParked / 1024.0 / MANY,
                  heapParked / 1024.0,
                  Measured.mebibytes(resident + residentParked)));
      assertThat(heapParked).isLessThan(MOST_HEAP);

      long before = System.nanoTime();
      leave(parked, origin);
      Measured.note(
          "%d left: their origin connections were closed after %d ms"
              .formatted(MANY, Duration.ofNanos(System.nanoTime() - before).toMillis()));
      assertThat(parley.program().err()).isEmpty();
    }
  }

  private String config(SilentOrigin origin) throws IOException {
    Path file = folder.resolve("parley.yaml");
    Files.writeString(
        file,
        """
        listen:
          - address: 127.0.0.1:0
        routes:
          - origins: [ "http://127.0.0.1:%d" ]
        origin:
          expect: { wait: 10m, ceiling: 10m }
        """
            .formatted(origin.port()));
    return file.toString();
  }

  private static List<SocketChannel> park(Parley parley, SilentOrigin origin, int count)
      throws IOException {
    String head =
        "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n";
    int already = origin.asked();
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel client = SocketChannel.open(parley.address());
      client.write(ByteBuffer.wrap(head.getBytes(US_ASCII)));
      clients.add(client);
    }
    await().atMost(Program.PATIENCE).until(() -> origin.asked() - already == count);
    return clients;
  }

  private static void leave(List<SocketChannel> clients, SilentOrigin origin) throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(1))
        .until(() -> origin.open() == 0);
  }

  /** The bytes of all live objects; asking collects the garbage. */
  private long heap(Parley parley) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> command =
        List.of(jcmd, Long.toString(parley.program().pid()), "GC.class_histogram");
    try (Program histogram = Program.start(folder, command)) {
      assertThat(histogram.exitCode(Program.PATIENCE)).as(histogram.err()).isZero();
      Matcher total = TOTAL.matcher(histogram.out());
      assertThat(total.find()).as(histogram.out()).isTrue();
      return Long.parseLong(total.group(1));
    }
  }
}
