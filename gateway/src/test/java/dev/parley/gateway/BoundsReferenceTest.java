// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.ConfigKey.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of bounds names every key that is one, and no other. */
final class BoundsReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/bounds.md");
  private static final Set<Form> BOUNDS =
      EnumSet.of(Form.SIZE, Form.SIZE_OR_ZERO, Form.TIME, Form.NUMBER, Form.COUNT);
  private static final Pattern KEY =
      Pattern.compile("`((?:client|origin|waiting|memory)\\.[a-z.-]+)`");

  /** How an origin's wait is found within its ceiling, which bounds it. */
  private static final Set<ConfigKey> NO_BOUNDS =
      EnumSet.of(ConfigKey.EXPECT_WAIT, ConfigKey.EXPECT_FLOOR, ConfigKey.MEMORY);

  @Test
  void everyBoundOfAPeerIsOnThePage() throws IOException {
    List<String> bounds =
        Arrays.stream(ConfigKey.values())
            .filter(key -> BOUNDS.contains(key.form()) && !NO_BOUNDS.contains(key))
            .map(ConfigKey::path)
            .filter(path -> !path.startsWith("routes"))
            .filter(path -> path.indexOf('.') >= 0)
            .toList();
    List<String> named =
        KEY.matcher(Files.readString(PAGE))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(bounds);
  }
}
