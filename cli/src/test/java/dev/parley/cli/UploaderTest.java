// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploaderTest {
  private static final Duration NO_PAUSE = Duration.ZERO;

  @TempDir private Path folder = Path.of("");
  private final List<String> pauses = new ArrayList<>();

  private Uploader uploader(ParleyClient client, Retries retries) {
    return new Uploader(
        client,
        new Uploader.Effort(1, false, Optional.empty(), retries),
        upload -> Request.of("PUT", upload.target()).withContent(upload.content()),
        upload -> new Progress(upload.length(), reason -> ""),
        new Uploader.Watcher() {
          @Override
          public void began(Upload upload, Progress progress) {}

          @Override
          public void pauses(Upload upload, String why) {
            pauses.add(upload.file() + ": " + why);
          }

          @Override
          public void ended(UploadResult result) {}
        });
  }

  @Test
  void everyRetryIsToldWhereNobodyListens() throws Exception {
    String file = Files.writeString(folder.resolve("a"), "abc").toString();
    String url;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + closed.getLocalPort();
    }
    try (ParleyClient client = ParleyClient.create()) {
      List<Upload> uploads = Upload.all(List.of(file, url + "/a"), InputStream.nullInputStream());
      Retries twice = new Retries(2, NO_PAUSE, NO_PAUSE, NO_PAUSE);
      assertThat(uploader(client, twice).run(uploads))
          .extracting(UploadResult::ending)
          .containsExactly(Ending.UNREACHABLE);
    }
    String why = file + ": " + url + ": no connection: Connection refused, retry ";
    assertThat(pauses).containsExactly(why + "1 of 2 at once", why + "2 of 2 at once");
  }
}
