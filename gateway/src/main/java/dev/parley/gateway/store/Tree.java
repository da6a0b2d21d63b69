// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of the store as a tree of names.
 *
 * <p>No symbolic link below the top is ever followed. Uploads cannot create links; whoever else may
 * write to the folder is trusted not to race against the check.
 */
final class Tree {

  private final Path top;
  private final boolean posix;

  Tree(Path top) {
    this.top = top;
    this.posix = top.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  Place find(Name name) throws RefusedException, IOException {
    Path path = top;
    int depth = 0;
    for (String segment : name.segments()) {
      path = step(path, segment);
      depth++;
      Place.Kind kind = kind(path);
      boolean last = depth == name.segments().size();
      if (kind == Place.Kind.NOTHING || kind == Place.Kind.FOREIGN) {
        return new Place(name, complete(name), kind, name.segments().size() - depth);
      }
      if (kind == Place.Kind.FILE && (!last || name.folder())) {
        return new Place(name, complete(name), Place.Kind.BLOCKED);
      }
      if (last) {
        return new Place(name, path, kind);
      }
    }
    return new Place(name, top, Place.Kind.FOLDER);
  }

  private Path complete(Name name) throws RefusedException {
    Path path = top;
    for (String segment : name.segments()) {
      path = step(path, segment);
    }
    return path;
  }

  private static Path step(Path folder, String segment) throws RefusedException {
    try {
      return folder.resolve(segment);
    } catch (InvalidPathException e) {
      // Where the locale of the process is not UTF-8, the platform cannot spell some names.
      throw new RefusedException(
          Problem.of(400, "the file system of this store cannot represent the name"));
    }
  }

  private static Place.Kind kind(Path path) throws IOException {
    try {
      BasicFileAttributes seen =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (seen.isRegularFile()) {
        return Place.Kind.FILE;
      }
      return seen.isDirectory() ? Place.Kind.FOLDER : Place.Kind.FOREIGN;
    } catch (NoSuchFileException e) {
      return Place.Kind.NOTHING;
    } catch (FileSystemException e) {
      // Java has no type for ENOTDIR: an upload took the name of a folder that was just removed.
      Path above = path.getParent();
      if (above != null && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        return Place.Kind.NOTHING;
      }
      throw e;
    }
  }

  /** Creates the folders above a place and returns those whose list of names changed. */
  List<Path> prepare(Place place) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path up = parent(place.path());
        !up.equals(top) && kind(up) == Place.Kind.NOTHING;
        up = parent(up)) {
      missing.add(0, up);
    }
    List<Path> changed = new ArrayList<>();
    for (Path folder : missing) {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        // Another upload made it first. Where it made a file instead, the move below it fails.
      }
      changed.add(parent(folder));
    }
    changed.add(parent(place.path()));
    return changed;
  }

  /**
   * Removes a folder and those above it, as long as they are empty; returns the folder whose list
   * of names changed last. An upload that needs one of them makes it again.
   */
  Path prune(Path folder) {
    Path up = folder;
    while (!up.equals(top) && removed(up)) {
      up = parent(up);
    }
    return up;
  }

  /** A file that has taken the name meanwhile stays: only this way does no delete take it. */
  private boolean removed(Path folder) {
    try (DirectoryStream<Path> above = Files.newDirectoryStream(parent(folder))) {
      if (above instanceof SecureDirectoryStream<Path> secure) {
        secure.deleteDirectory(folder.getFileName());
        return true;
      }
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(folder);
    } catch (IOException notEmpty) {
      return false;
    }
  }

  /** Makes the names in these folders survive a loss of power. */
  void settle(List<Path> folders) throws IOException {
    if (!posix) {
      return;
    }
    for (Path folder : folders) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (NoSuchFileException e) {
        // All that was in it is gone again.
      }
    }
  }

  Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? top : parent;
  }
}
