// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.DigestAuthorizer.Algorithm;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server or a proxy says when it wants to know who the client is: its field lines {@code
 * WWW-Authenticate} or {@code Proxy-Authenticate} (RFC 9110 11.6.1, 11.7.1).
 */
final class Challenges {
  private static final String BASIC = "Basic";
  private static final String DIGEST = "Digest";
  private static final int CLIENT_NONCE_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** All that is ever said of what a server asks for: its own words stay out of messages. */
  private static final List<String> NAMED =
      List.of(BASIC, "Bearer", "Negotiate", "NTLM", "AWS4-HMAC-SHA256", "SCRAM-SHA-256", "DPoP");

  private Challenges() {}

  /**
   * What answers the strongest of the challenges: Digest with SHA-256, Digest with MD5, Basic.
   * Empty if none of them can be answered, whatever the server sent.
   */
  static Optional<Authorizer> answer(List<String> fieldLines, Credentials credentials) {
    return answer(fieldLines, credentials, Challenges::clientNonce);
  }

  static Optional<Authorizer> answer(
      List<String> fieldLines, Credentials credentials, Supplier<String> clientNonces) {
    return strongest(fieldLines)
        .map(
            challenge ->
                digest(challenge)
                    .<Authorizer>map(
                        algorithm ->
                            new DigestAuthorizer(
                                algorithm, challenge, credentials, clientNonces.get()))
                    .orElseGet(
                        () ->
                            new BasicAuthorizer(
                                challenge.parameter("realm").orElse(""), credentials)));
  }

  /** What {@link #answer} is about; empty where there is none. */
  static Optional<ProtectionSpace> space(List<String> fieldLines) {
    return strongest(fieldLines)
        .map(
            challenge ->
                new ProtectionSpace(
                    digest(challenge).isPresent() ? DIGEST : BASIC,
                    challenge.parameter("realm").orElse("")));
  }

  /**
   * Whether these challenges, which came after an answer, say that only its nonce was too old: the
   * credentials are right, and a new answer is worth one more attempt (RFC 7616 3.3).
   */
  static boolean stale(List<String> fieldLines) {
    return strongest(fieldLines)
        .filter(challenge -> digest(challenge).isPresent())
        .flatMap(challenge -> challenge.parameter("stale"))
        .filter(value -> value.equalsIgnoreCase("true"))
        .isPresent();
  }

  /** What the server asks for, in words that are ours, for a message that it cannot be answered. */
  static String describe(List<String> fieldLines) {
    List<Challenge> challenges = Challenge.parse(fieldLines);
    return challenges.isEmpty()
        ? "no readable challenge"
        : challenges.stream()
            .map(Challenges::describe)
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static String describe(Challenge challenge) {
    if (challenge.hasScheme(DIGEST)) {
      return digest(challenge).isPresent() ? DIGEST : "Digest of an unknown kind";
    }
    return NAMED.stream().filter(challenge::hasScheme).findFirst().orElse("an unknown scheme");
  }

  /** Of two equally strong ones the first: the server may mean its order. */
  private static Optional<Challenge> strongest(List<String> fieldLines) {
    List<Challenge> challenges = Challenge.parse(fieldLines);
    return Stream.<Predicate<Challenge>>of(
            Algorithm.SHA_256::answers, Algorithm.MD5::answers, Challenges::asksForBasic)
        .flatMap(kind -> challenges.stream().filter(kind))
        .findFirst();
  }

  private static Optional<Algorithm> digest(Challenge challenge) {
    return Stream.of(Algorithm.values())
        .filter(algorithm -> algorithm.answers(challenge))
        .findFirst();
  }

  /** RFC 7617 2 requires a realm. The answer needs none, and servers forget it. */
  private static boolean asksForBasic(Challenge challenge) {
    return challenge.hasScheme(BASIC) && challenge.token68().isEmpty();
  }

  private static String clientNonce() {
    byte[] bytes = new byte[CLIENT_NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
