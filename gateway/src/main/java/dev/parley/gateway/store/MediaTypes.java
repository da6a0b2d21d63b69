// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Media types by file name, and the other way round; one table, the same on every platform. */
final class MediaTypes {

  static final String DEFAULT = "application/octet-stream";

  private static final Pattern TEXT = Pattern.compile("text/.*");
  private static final Map<String, String> BY_EXTENSION = new LinkedHashMap<>();
  private static final Map<String, String> EXTENSIONS = new LinkedHashMap<>();

  static {
    String table =
        """
        txt text/plain|log text/plain|md text/markdown|csv text/csv|css text/css|html text/html
        htm text/html|xhtml application/xhtml+xml|js text/javascript|mjs text/javascript
        json application/json|xml application/xml|yaml application/yaml|yml application/yaml
        pdf application/pdf|zip application/zip|gz application/gzip|tar application/x-tar
        bz2 application/x-bzip2|xz application/x-xz|zst application/zstd|7z application/x-7z-compressed
        png image/png|jpg image/jpeg|jpeg image/jpeg|gif image/gif|webp image/webp|avif image/avif
        svg image/svg+xml|ico image/vnd.microsoft.icon|tif image/tiff|tiff image/tiff|bmp image/bmp
        heic image/heic|mp3 audio/mpeg|ogg audio/ogg|opus audio/ogg|flac audio/flac|wav audio/wav
        m4a audio/mp4|mp4 video/mp4|m4v video/mp4|webm video/webm|mov video/quicktime
        mkv video/matroska|avi video/x-msvideo|woff2 font/woff2|woff font/woff|ttf font/ttf
        otf font/otf|wasm application/wasm|epub application/epub+zip|rtf application/rtf
        doc application/msword|xls application/vnd.ms-excel|ppt application/vnd.ms-powerpoint
        docx application/vnd.openxmlformats-officedocument.wordprocessingml.document
        xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
        pptx application/vnd.openxmlformats-officedocument.presentationml.presentation
        odt application/vnd.oasis.opendocument.text
        ods application/vnd.oasis.opendocument.spreadsheet
        odp application/vnd.oasis.opendocument.presentation
        """;
    for (String line : table.split("[|\n]", 0)) {
      int blank = line.indexOf(' ');
      BY_EXTENSION.put(line.substring(0, blank), line.substring(blank + 1));
      EXTENSIONS.putIfAbsent(line.substring(blank + 1), line.substring(0, blank));
    }
  }

  private MediaTypes() {}

  static String of(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    String type = BY_EXTENSION.getOrDefault(extension, DEFAULT);
    return TEXT.matcher(type).matches() ? type + "; charset=utf-8" : type;
  }

  /** The extension that leads back to this type, or nothing. */
  static String extension(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return EXTENSIONS.getOrDefault(type.strip().toLowerCase(Locale.ROOT), "");
  }
}
