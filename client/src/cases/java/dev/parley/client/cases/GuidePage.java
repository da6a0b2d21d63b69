// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page of the guide, or one of its sections, gives readers to copy: code with its imports,
 * and dependencies.
 */
public final class GuidePage {
  private static final Path GUIDE = Path.of("..", "docs", "guide");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^## |^```java\\n(.*?)^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region: \\w+\\n(.*?)^ *// end$");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import ([\\w.]+);\\n+");
  private static final Pattern STRING = Pattern.compile("\"[^\"\\n]*\"");
  private static final Pattern TYPE = Pattern.compile("(?<![\\w.])[A-Z]\\w*");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>"
              + "\\s*<version>(.*?)</version>");

  private final String text;

  private GuidePage(String text) {
    this.text = text;
  }

  /** A whole page, such as {@code client.md}. */
  public static GuidePage of(String name) throws IOException {
    return new GuidePage(Files.readString(GUIDE.resolve(name)));
  }

  /** What stands below a heading of the second level. */
  public GuidePage section(String heading) {
    Matcher section =
        Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)").matcher(text);
    assertThat(section.find()).as("the section %s", heading).isTrue();
    return new GuidePage(section.group(1));
  }

  /** All of it, as it is written. */
  public String text() {
    return text;
  }

  /** The dependencies shown, each as {@code group:artifact:version}. */
  public List<String> dependencies() {
    return DEPENDENCY
        .matcher(text)
        .results()
        .map(shown -> shown.group(1) + ":" + shown.group(2) + ":" + shown.group(3))
        .toList();
  }

  /** The version of everything that is built here. */
  public static String version() throws IOException {
    return inParent("<artifactId>parley</artifactId>\\s*<version>(.*?)</version>");
  }

  /** A version that the parent has as a property, such as {@code okhttp.version}. */
  public static String version(String property) throws IOException {
    return inParent("<" + property + ">(.*?)</" + property + ">");
  }

  private static String inParent(String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  /**
   * Fails unless every block of code is a region of these examples, and shows what a reader needs
   * to import and did not see earlier in its section.
   */
  public void shows(Class<?> examples) throws IOException {
    String source =
        Files.readString(
            Path.of("src", "test", "java", examples.getName().replace('.', '/') + ".java"));
    Set<String> imported = imports(source);
    Set<String> seen = new TreeSet<>();
    List<String> code = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1) == null) {
        seen.clear();
        continue;
      }
      String alone = IMPORT.matcher(block.group(1)).replaceAll("");
      Set<String> needed = needed(alone, imported, examples);
      needed.removeAll(seen);
      assertThat(imports(block.group(1))).as("imports of\n%s", alone).isEqualTo(needed);
      seen.addAll(needed);
      code.add(alone.stripTrailing());
    }
    assertThat(code)
        .isNotEmpty()
        .containsExactlyElementsOf(
            REGION
                .matcher(source)
                .results()
                .map(region -> region.group(1).stripTrailing().stripIndent())
                .toList());
  }

  private static Set<String> imports(String code) {
    Set<String> names = new TreeSet<>();
    IMPORT.matcher(code).results().forEach(line -> names.add(line.group(1)));
    return names;
  }

  /** What the code names, of what its file imports or has beside it. */
  private static Set<String> needed(String code, Set<String> imported, Class<?> examples) {
    Set<String> needed = new TreeSet<>();
    TYPE.matcher(STRING.matcher(code).replaceAll(""))
        .results()
        .map(type -> type.group())
        .forEach(
            type -> {
              imported.stream().filter(name -> name.endsWith("." + type)).forEach(needed::add);
              beside(examples, type, needed);
            });
    return needed;
  }

  private static void beside(Class<?> examples, String type, Set<String> needed) {
    String name = examples.getPackageName() + "." + type;
    try {
      Class<?> found = Class.forName(name, false, examples.getClassLoader());
      assertThat(Modifier.isPublic(found.getModifiers())).as("%s is public", name).isTrue();
      needed.add(name);
    } catch (ClassNotFoundException elsewhere) {
      // Of java.lang, or of the code itself.
    }
  }
}
