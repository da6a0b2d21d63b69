// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;

/**
 * What the file system says about a file without reading it; a file that changed has another stamp.
 */
record Stamp(long size, FileTime modified, String identity) {

  private static final int WEAK_TAG = 12;

  static Stamp of(Path file) throws IOException {
    BasicFileAttributes seen =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String identity = String.valueOf(seen.fileKey());
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      // The change time moves even when somebody sets the modification time back.
      identity += "@" + Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    }
    return new Stamp(seen.size(), seen.lastModifiedTime(), identity);
  }

  /** A weak entity tag: the inode, the times and the size of this state. */
  String weakTag() {
    byte[] hash = Hash.SHA_256.start().digest(line().getBytes(UTF_8));
    return "W/\"" + HexFormat.of().formatHex(hash, 0, WEAK_TAG) + '"';
  }

  String line() {
    return size + " " + modified + " " + identity;
  }
}
