// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a file or folder cannot be used, in words for whoever named it. */
public final class FileFailure {
  private FileFailure() {}

  /**
   * The reason, without the name of {@code file} where it is clear.
   *
   * @param file what was named; the failure may be that of one above it
   */
  public static String reason(Path file, IOException failure) {
    Path at =
        failure instanceof FileSystemException named && named.getFile() != null
            ? Path.of(named.getFile())
            : file;
    if (failure instanceof NoSuchFileException) {
      return missing(at);
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied" + (at.equals(file) ? "" : " for " + at);
    }
    if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
      return at + " is a file";
    }
    if (Files.isDirectory(file)) {
      return file + " is a folder";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return said(
        failure instanceof FileSystemException system ? system.getReason() : failure.getMessage());
  }

  private static String missing(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(folder)) {
      return file + " does not exist";
    }
    return "the folder " + folder + " does not exist";
  }

  /** What the system says, which begins with a capital. */
  private static String said(@Nullable String reason) {
    if (reason == null || reason.isEmpty()) {
      return "the system does not say why";
    }
    return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }
}
