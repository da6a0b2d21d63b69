// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.RequestContent;
import dev.parley.client.Urls;
import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One thing to upload, and where to.
 *
 * @param file as it was named on the command line; {@code -} is standard input
 * @param target where it goes
 * @param content what is sent there
 */
record Upload(String file, TargetUri target, RequestContent content) {
  /** Standard input. */
  static final String STANDARD_INPUT = "-";

  private static final String FILE = "FILE";
  private static final String URL = "URL";
  private static final String EXPECTED = "http://HOST/PATH or https://HOST/PATH, behind the files";
  private static final String UNRESERVED = "-._~";

  /**
   * What the arguments of a command ask for: files, and a URL behind them.
   *
   * @throws IllegalArgumentException when they do not; nothing has been sent then
   */
  static List<Upload> all(List<String> arguments, InputStream in) {
    if (arguments.size() < 2) {
      boolean noFile = arguments.isEmpty() || arguments.get(0).contains("://");
      throw Checks.wrong(noFile ? FILE : URL, "not given", "FILE... URL");
    }
    List<String> files = arguments.subList(0, arguments.size() - 1);
    TargetUri url = url(arguments.get(arguments.size() - 1));
    boolean folder = url.path().endsWith("/");
    if (files.size() > 1 && !folder) {
      throw Checks.wrong(URL, url, "one that ends in /, for several files");
    }
    Map<TargetUri, String> taken = new HashMap<>();
    List<Upload> uploads = new ArrayList<>();
    for (String file : files) {
      RequestContent content = content(file, files.size() > 1, url, in);
      TargetUri target =
          folder ? url.withPath(url.path() + encoded(Path.of(file).getFileName().toString())) : url;
      String other = taken.put(target, file);
      if (other != null) {
        throw Checks.wrong(FILE, file, "another name than that of " + other);
      }
      uploads.add(new Upload(file, target, content));
    }
    return uploads;
  }

  /** How long the content is; empty where only its end will tell, or where it cannot be had. */
  OptionalLong length() {
    try {
      return content.length();
    } catch (UncheckedIOException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static TargetUri url(String text) {
    // Whatever is wrong with it, a password in it is not repeated.
    String shown = text.replaceAll("//[^/]*@", "//...@");
    if (!shown.equals(text)) {
      throw Checks.wrong(URL, shown, "no name and no password in it; --user takes them");
    }
    try {
      TargetUri target = Urls.read(text);
      return target.withPath(target.path().isEmpty() ? "/" : target.path());
    } catch (IllegalArgumentException wrong) {
      String reason = String.valueOf(wrong.getMessage());
      throw Checks.wrong(URL, text, reason.startsWith("http") ? EXPECTED : reason);
    }
  }

  /** RFC 3986 2.1 and 2.3: whatever is not unreserved, octet by octet. */
  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letterOrDigit || UNRESERVED.indexOf(c) >= 0) {
        text.append(c);
      } else {
        text.append(String.format("%%%02X", (int) c));
      }
    }
    return text.toString();
  }

  private static RequestContent content(
      String file, boolean several, TargetUri url, InputStream in) {
    if (file.equals(STANDARD_INPUT)) {
      if (several) {
        throw Checks.wrong(FILE, file, "standard input alone: it has no name");
      }
      if (url.path().endsWith("/")) {
        throw Checks.wrong(URL, url, "one that does not end in /: standard input has no name");
      }
      return RequestContent.of(in);
    }
    try {
      Path path = Path.of(file);
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw Checks.wrong(FILE, file, "a file, not a folder");
      }
      if (!Files.isReadable(path)) {
        throw Checks.wrong(FILE, file, "a file that you may read");
      }
      if (!attributes.isRegularFile()) {
        // A pipe or a device: its size says nothing, and it gives what it has once.
        return new RequestContent.Stream(() -> open(path), OptionalLong.empty(), false);
      }
      return attributes.size() == 0 && !isEmpty(path)
          ? RequestContent.of(() -> open(path))
          : RequestContent.of(path);
    } catch (NoSuchFileException | InvalidPathException none) {
      throw Checks.wrong(FILE, file, "a file that exists");
    } catch (IOException unreadable) {
      throw Checks.wrong(FILE, file, "a file that can be read; " + unreadable.getMessage());
    }
  }

  /** What the kernel writes when it is read, as below {@code /proc}, is said to have no length. */
  private static boolean isEmpty(Path path) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      return content.read() < 0;
    }
  }

  private static InputStream open(Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
