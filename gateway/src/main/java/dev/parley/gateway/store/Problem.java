// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A refusal in fixed words (RFC 9457); nothing of the request is repeated in it. */
record Problem(int status, String detail, List<Field> fields) {

  private static final long DIGESTED_IN_A_SECOND = 256 << 20;

  static final Problem NOT_FOUND = of(404, "nothing is stored under this name");
  static final Problem CLOSED = of(503, "the store is shutting down");
  static final Problem BROKEN = of(500, "the store could not read or write its files");
  static final Problem PRECONDITION =
      of(412, "the stored file is not in the state the request requires");
  // Choice: RFC 4918 11.5 defines 507 for exactly this; 413 would blame the client's content.
  static final Problem NO_SPACE = of(507, "there is not enough free space for this upload");
  static final Problem DISK_HANGS =
      of(503, "the disk of the store does not answer", new Field("Retry-After", "10"));
  static final Problem TOO_MANY_LISTINGS =
      of(503, "too many folders are being listed", new Field("Retry-After", "5"));
  static final Problem FOLDER_IN_THE_WAY = of(409, "a folder has this name");
  static final Problem FOLDER_NOT_EMPTY = of(409, "the folder is not empty");
  static final Problem FILE_IN_THE_WAY =
      of(409, "a part of the path that should be a folder is a file");

  static Problem of(int status, String detail, Field... fields) {
    return new Problem(status, detail, List.of(fields));
  }

  /** A large file is being read for its digest. */
  static Problem digestDue(long size) {
    long soon = Math.min(1 + size / DIGESTED_IN_A_SECOND, Hashing.WANTED.toSeconds() / 2);
    return of(
        503,
        "the digest of the stored file is not known yet",
        new Field("Retry-After", Long.toString(soon)));
  }

  /** The refusal of a request, as a page where its client prefers one. */
  StoreResponse response(StoreRequest request) {
    List<Field> all = new ArrayList<>(fields);
    dev.parley.admission.Problem problem = dev.parley.admission.Problem.of(status, detail);
    boolean page = ProblemPage.wanted(request.fields().values("Accept"));
    String content;
    if (page) {
      content = ProblemPage.render(problem, request.id().get());
      all.add(new Field("Content-Type", ProblemPage.TYPE));
      all.add(new Field("Content-Security-Policy", ProblemPage.POLICY));
      all.add(new Field("X-Content-Type-Options", "nosniff"));
      all.add(new Field("Vary", "Accept"));
    } else {
      content = problem.toJson(request.id().get());
      all.add(new Field("Content-Type", "application/problem+json"));
    }
    return StoreResponse.of(status, all, content.getBytes(UTF_8));
  }
}
