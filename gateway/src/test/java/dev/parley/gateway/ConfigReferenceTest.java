// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.admission.Admission;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.ConfigKey.Form;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MemoryPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigReferenceTest {
  private static final String OPENING =
      """
      # Configuration file

      `parley serve --config FILE` reads YAML. A key that is not listed here is an error, and so is a value out of its
      range; the message names the file, the place and what was expected. Every key is a component of a record, so whoever
      embeds the gateway can set the same. `[]` stands for every element of a list.

      ```yaml
      listen:
        - address: 127.0.0.1:8417
      routes:
        - match: { host: files.example.org, path: /upload/ }
          origins: [ http://10.0.0.5:8080, { url: "http://10.0.0.6:8080", expect: answer } ]
          expect: auto
          guard: 1MiB
          admit: { max-size: 2GiB }
        - store: uploads
          web: { hosts: [ files.example.org ] }
      origin:
        expect: { wait: 500ms }
      access-log: { format: json, file: access.log }
      admin: { address: "127.0.0.1:8418" }
      ```

      | Key | Form | Range | Default | Component | Meaning |
      |---|---|---|---|---|---|
      """;

  private static final Map<Class<?>, Record> DEFAULTS =
      Map.of(
          Admission.class, Admission.DEFAULTS,
          DownstreamPolicy.class, DownstreamPolicy.DEFAULTS,
          UpstreamPolicy.class, UpstreamPolicy.DEFAULTS,
          MessageLimits.class, MessageLimits.DEFAULTS,
          Match.class, Match.ANY,
          WebPolicy.class, WebPolicy.DEFAULTS,
          WaitPolicy.class, WaitPolicy.DEFAULTS,
          WaitingPolicy.class, WaitingPolicy.DEFAULTS,
          MemoryPolicy.class, MemoryPolicy.DEFAULTS);

  /** The least that a file must say, with places for more. */
  private static final String LISTEN = "listen: [ { address: '127.0.0.1:0' } ]\n";

  private static final String ROUTES = "routes: [ { store: x } ]\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void everyKeyIsOnThePageWithItsDefault() throws IOException {
    String rows =
        Arrays.stream(ConfigKey.values())
            .map(ConfigReferenceTest::row)
            .collect(Collectors.joining());
    GoldenPage.check("config.md", OPENING + rows);
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyOnThePageIsAcceptedAndSetsItsComponent(ConfigKey key) throws IOException {
    GatewayPolicy policy = read(file(key));
    assertThat(values(policy, key)).isNotEmpty().doesNotContain(fallback(key));
  }

  @ParameterizedTest
  @EnumSource
  void everyComponentOfAHolderHasAKey(ConfigKey key) {
    assertThat(Arrays.stream(key.holder().getRecordComponents()).map(RecordComponent::getName))
        .allSatisfy(
            component ->
                assertThat(ConfigKey.values())
                    .anyMatch(
                        known ->
                            known.holder() == key.holder() && known.component().equals(component)));
  }

  @Test
  void aKeyThatIsNotOnThePageIsRefusedAtEveryPlace() {
    List<String> places =
        List.of(
            "other: 1\n" + LISTEN + ROUTES,
            "listen: [ { address: '127.0.0.1:0', other: 1 } ]\n" + ROUTES,
            LISTEN + "routes: [ { store: x, other: 1 } ]\n",
            LISTEN + "routes: [ { store: x, match: { other: 1 } } ]\n",
            LISTEN + "routes: [ { store: x, admit: { other: 1 } } ]\n",
            LISTEN + "routes: [ { store: x, web: { other: 1 } } ]\n",
            LISTEN + "routes: [ { origins: [ { url: 'http://o', other: 1 } ] } ]\n",
            LISTEN + ROUTES + "waiting: { other: 1 }\n",
            LISTEN + ROUTES + "access-log: { other: 1 }\n",
            LISTEN + ROUTES + "admin: { other: 1 }\n",
            LISTEN + ROUTES + "client: { other: 1 }\n",
            LISTEN + ROUTES + "client: { head: { other: 1 } }\n",
            LISTEN + ROUTES + "origin: { other: 1 }\n",
            LISTEN + ROUTES + "origin: { head: { other: 1 } }\n",
            LISTEN + ROUTES + "origin: { expect: { other: 1 } }\n");
    assertThat(places)
        .allSatisfy(
            text ->
                assertThatThrownBy(() -> read(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("other: unknown key (expected: "));
  }

  private GatewayPolicy read(String text) throws IOException {
    Path file = folder.resolve("parley.yaml");
    Files.writeString(file, text);
    return ConfigFile.read(file);
  }

  // A file that sets one key to something other than its default

  private static String file(ConfigKey key) {
    String path = key.path();
    if (path.startsWith("listen")) {
      return LISTEN + ROUTES;
    }
    if (path.equals("routes")) {
      return LISTEN + ROUTES;
    }
    if (path.startsWith("admin")) {
      return LISTEN + ROUTES + "admin: { address: '127.0.0.1:7' }\n";
    }
    if (path.equals("access-log")) {
      return LISTEN + ROUTES + "access-log: { format: text }\n";
    }
    if (key == ConfigKey.EXPECT_CEILING) {
      return LISTEN + ROUTES + "origin: { expect: { ceiling: 7s } }\n";
    }
    if (!path.startsWith("routes[].")) {
      return LISTEN + ROUTES + nested(path, sample(key)) + "\n";
    }
    if (key == ConfigKey.ORIGIN_URL) {
      return LISTEN + "routes: [ { origins: [ { url: 'http://o' } ] } ]\n";
    }
    if (key == ConfigKey.ORIGIN_EXPECT) {
      return LISTEN + "routes: [ { origins: [ { url: 'http://o', expect: relay } ] } ]\n";
    }
    String inRoute = nested(path.substring("routes[].".length()), sample(key));
    boolean whole = key == ConfigKey.ORIGINS || key == ConfigKey.STORE;
    return LISTEN + "routes: [ { " + (whole ? "" : "store: x, ") + inRoute + " } ]\n";
  }

  private static String nested(String path, String value) {
    int dot = path.indexOf('.');
    return dot < 0
        ? path + ": " + value
        : path.substring(0, dot) + ": { " + nested(path.substring(dot + 1), value) + " }";
  }

  private static String sample(ConfigKey key) {
    return switch (key.form()) {
      case KEYS -> nestedSample(key);
      case LIST, LISTEN -> throw new IllegalArgumentException(key.path());
      case ORIGINS -> "[ 'http://o' ]";
      case ORIGIN -> throw new IllegalArgumentException(key.path());
      case EXPECT -> "relay";
      case STATUSES -> "[ 503 ]";
      case PROTOCOLS, HOSTS -> "[ name ]";
      case WEB_ORIGINS -> "[ 'https://app.example' ]";
      case REFUSE_OR_IGNORE -> "ignore";
      case FOLDER, FILE -> "elsewhere";
      case LOG_FORMAT -> "json";
      case TEXT -> "h.example";
      case PATH -> "/up/";
      case SIZE, SIZE_OR_ZERO -> "7MiB";
      case TIME -> "7ms";
      case NUMBER, COUNT -> "7";
    };
  }

  private static String nestedSample(ConfigKey key) {
    ConfigKey below =
        Arrays.stream(ConfigKey.values())
            .filter(other -> other.path().startsWith(key.path() + "."))
            .filter(other -> other.form() != Form.KEYS)
            .findFirst()
            .orElseThrow();
    return "{ " + nested(below.path().substring(key.path().length() + 1), sample(below)) + " }";
  }

  // What became of it

  private static List<Object> values(GatewayPolicy policy, ConfigKey key) {
    Record side = key.path().startsWith("client") ? policy.downstream() : policy.upstream();
    RoutePolicy route = policy.routes().get(0);
    return Stream.concat(
            Stream.of(
                policy,
                route,
                route.match(),
                route.web(),
                route.admit(),
                side,
                limits(side),
                policy.upstream().expect(),
                policy.waiting(),
                policy.memory()),
            Stream.of(
                    route.origins().stream(), policy.accessLog().stream(), policy.admin().stream())
                .flatMap(each -> each))
        .filter(holder -> holder.getClass() == key.holder())
        .map(holder -> component(holder, key.component()))
        .toList();
  }

  private static MessageLimits limits(Record side) {
    return side instanceof DownstreamPolicy down ? down.limits() : ((UpstreamPolicy) side).limits();
  }

  private static Object fallback(ConfigKey key) {
    if (key.holder() == GatewayPolicy.class) {
      return switch (key.component()) {
        case "downstream" -> DownstreamPolicy.DEFAULTS;
        case "upstream" -> UpstreamPolicy.DEFAULTS;
        case "waiting" -> WaitingPolicy.DEFAULTS;
        case "memory" -> MemoryPolicy.DEFAULTS;
        case "unknownExpectations" -> UnknownExpectations.REFUSE;
        case "tunnelIdle" -> GatewayPolicy.TUNNEL_IDLE;
        case "accessLog", "admin" -> Optional.empty();
        default -> List.of();
      };
    }
    if (key.holder() == AccessLogPolicy.class) {
      return key.component().equals("format") ? AccessLogPolicy.Format.TEXT : Optional.empty();
    }
    if (key.holder() == AdminPolicy.class) {
      return "required";
    }
    if (key.holder() == RoutePolicy.class) {
      return switch (key.component()) {
        case "match" -> Match.ANY;
        case "admit" -> Admission.DEFAULTS;
        case "web" -> WebPolicy.DEFAULTS;
        case "origins" -> List.of();
        case "expect" -> ExpectMode.AUTO;
        case "upgrade" -> RoutePolicy.UPGRADE;
        case "askElsewhereOn" -> new TreeSet<>(RoutePolicy.ASK_ELSEWHERE_ON);
        default -> Optional.empty();
      };
    }
    if (key.holder() == OriginPolicy.class) {
      return key.component().equals("expect") ? ExpectMode.AUTO : Optional.empty();
    }
    return component(
        Optional.ofNullable(DEFAULTS.get(key.holder())).orElseThrow(), key.component());
  }

  private static Object component(Record holder, String name) {
    try {
      for (RecordComponent component : holder.getClass().getRecordComponents()) {
        if (component.getName().equals(name)) {
          return component.getAccessor().invoke(holder);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
    throw new AssertionError("no component " + name + " in " + holder);
  }

  // The page

  private static String row(ConfigKey key) {
    return "| `%s` | %s | %s | %s | `%s.%s` | %s |\n"
        .formatted(
            key.path(),
            key.form().title(),
            key.form().range(),
            shown(key),
            key.holder().getSimpleName(),
            key.component(),
            key.meaning());
  }

  private static String shown(ConfigKey key) {
    if (key.form() == Form.KEYS) {
      return "";
    }
    if (key.path().startsWith("listen")
        || key == ConfigKey.ROUTES
        || key == ConfigKey.ADMIN_ADDRESS) {
      return "required";
    }
    Object value = fallback(key);
    if (value.equals(Optional.empty()) || value.equals(List.of())) {
      return "none";
    }
    if (value instanceof Duration time) {
      return "`"
          + (time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms")
          + "`";
    }
    if (key.form() == Form.SIZE && value instanceof Integer bytes) {
      return "`" + new dev.parley.core.ByteSize(bytes) + "`";
    }
    return "`"
        + (value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value)
        + "`";
  }
}
