// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import dev.parley.gateway.store.FileFailure;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MemoryPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The YAML form of a {@link GatewayPolicy}.
 *
 * <p>Every key has its record component, and the reverse; {@link ConfigKey} lists them. Paths in
 * the file are taken from where the file lies.
 */
public final class ConfigFile {
  private static final int LARGEST = 1 << 20;

  private final Path folder;

  private ConfigFile(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a configuration file.
   *
   * @throws IllegalArgumentException when it is no YAML, or a key or value in it is not what was
   *     expected; the message names file, line, key, value and expectation
   * @throws IOException when it cannot be read; the message says why
   */
  public static GatewayPolicy read(Path file) throws IOException {
    return read(file, text(file));
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(LARGEST + 1);
      if (text.length > LARGEST) {
        throw new IOException("It is larger than 1MiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (IOException unreadable) {
      String reason = FileFailure.reason(file, unreadable);
      throw new IOException(
          file + " (expected: a file that can be read; " + reason + ")", unreadable);
    }
  }

  private static GatewayPolicy read(Path file, String text) {
    try {
      JsonNode tree = tree(text);
      Path parent = file.toAbsolutePath().getParent();
      GatewayPolicy policy =
          new ConfigFile(parent == null ? Path.of("") : parent).policy(ConfigNode.root(tree));
      ServedFolders.check(policy, file);
      return policy;
    } catch (JsonProcessingException notYaml) {
      throw new IllegalArgumentException(file + YamlFailure.said(notYaml, text), notYaml);
    } catch (IllegalArgumentException wrong) {
      String complaint = String.valueOf(wrong.getMessage());
      throw new IllegalArgumentException(
          file + ConfigLines.of(text).at(complaint) + ": " + complaint, wrong);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JsonNode tree(String text) throws IOException {
    YAMLMapper yaml =
        YAMLMapper.builder(
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    try (JsonParser parser = new AsWritten(yaml.createParser(text))) {
      JsonNode tree = yaml.reader().readTree(parser);
      return tree == null ? MissingNode.getInstance() : tree;
    }
  }

  /**
   * Numbers are texts, for whoever knows what they count: YAML 1.1 would read 010 as eight and 1:30
   * as ninety.
   */
  private static final class AsWritten extends JsonParserDelegate {
    AsWritten(JsonParser parser) {
      super(parser);
    }

    private static @Nullable JsonToken asWritten(@Nullable JsonToken read) {
      return read != null && read.isNumeric() ? JsonToken.VALUE_STRING : read;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      return asWritten(super.nextToken());
    }

    @Override
    public @Nullable JsonToken currentToken() {
      return asWritten(super.currentToken());
    }

    @Override
    public int currentTokenId() {
      JsonToken current = currentToken();
      return current == null ? JsonTokenId.ID_NO_TOKEN : current.id();
    }

    @Override
    public boolean hasToken(JsonToken token) {
      return currentToken() == token;
    }

    @Override
    public boolean hasTokenId(int id) {
      return currentTokenId() == id;
    }
  }

  private GatewayPolicy policy(ConfigNode root) {
    root.checkKeys();
    List<InetSocketAddress> listen =
        root.required("listen").list().stream().map(ConfigFile::listen).toList();
    List<RoutePolicy> routes = root.required("routes").list().stream().map(this::route).toList();
    return new GatewayPolicy(
        listen,
        routes,
        client(root.at("client")),
        origin(root.at("origin")),
        waiting(root.at("waiting")),
        memory(root.at("memory")),
        root.at("unknown-expectations").word(UnknownExpectations.REFUSE),
        root.at("tunnel-idle").duration(GatewayPolicy.TUNNEL_IDLE),
        accessLog(root.at("access-log")),
        admin(root.at("admin")));
  }

  private static InetSocketAddress listen(ConfigNode node) {
    node.checkKeys();
    ConfigNode address = node.required("address");
    return ListenAddress.parse(address.path(), address.text());
  }

  private RoutePolicy route(ConfigNode node) {
    node.checkKeys();
    Match match = match(node.at("match"));
    Admission admission = admission(node.at("admit"));
    List<OriginPolicy> origins =
        node.at("origins").list().stream().map(ConfigFile::originOfRoute).toList();
    Optional<Path> store = node.at("store").file(folder);
    ExpectMode expect = node.at("expect").word(ExpectMode.AUTO);
    Optional<ByteSize> guard = node.at("guard").size();
    Set<Integer> elsewhere =
        node.at("ask-elsewhere-on").has()
            ? node.at("ask-elsewhere-on").list().stream()
                .map(status -> status.number(0))
                .collect(Collectors.toUnmodifiableSet())
            : RoutePolicy.ASK_ELSEWHERE_ON;
    List<String> upgrade =
        node.at("upgrade").has()
            ? node.at("upgrade").list().stream().map(ConfigNode::text).toList()
            : RoutePolicy.UPGRADE;
    WebPolicy web = web(node.at("web"));
    return node.locating(
        () ->
            new RoutePolicy(
                match, admission, origins, store, expect, guard, elsewhere, upgrade, web));
  }

  private static WebPolicy web(ConfigNode node) {
    node.checkKeys();
    List<String> hosts = node.at("hosts").list().stream().map(ConfigNode::text).toList();
    List<String> origins = node.at("origins").list().stream().map(ConfigNode::text).toList();
    return node.locating(() -> new WebPolicy(hosts, origins));
  }

  private static OriginPolicy originOfRoute(ConfigNode node) {
    if (!node.hasKeys()) {
      return OriginPolicy.of(OriginAddress.parse(node.path(), node.text()));
    }
    node.checkKeys();
    ConfigNode url = node.required("url");
    return new OriginPolicy(
        OriginAddress.parse(url.path(), url.text()), node.at("expect").word(ExpectMode.AUTO));
  }

  private static Match match(ConfigNode node) {
    node.checkKeys();
    Optional<String> host = node.at("host").optional();
    String path = node.at("path").optional().orElse(Match.ANY.path());
    return node.locating(() -> new Match(host, path));
  }

  private static Admission admission(ConfigNode node) {
    node.checkKeys();
    Optional<String> maxSize = node.at("max-size").optional();
    if (maxSize.isEmpty()) {
      return Admission.DEFAULTS;
    }
    ByteSize size = ByteSize.parse(node.at("max-size").path(), maxSize.get());
    return node.locating(() -> Admission.DEFAULTS.withMaxSize(size));
  }

  private static DownstreamPolicy client(ConfigNode node) {
    node.checkKeys();
    DownstreamPolicy defaults = DownstreamPolicy.DEFAULTS;
    return new DownstreamPolicy(
        limits(node.at("head")),
        node.at("idle").duration(defaults.idle()),
        node.at("head-time").duration(defaults.head()),
        node.at("first-content").duration(defaults.firstContent()),
        node.at("next-content").duration(defaults.nextContent()),
        node.at("content-rate").size(defaults.contentRate()),
        node.at("send").duration(defaults.send()),
        node.at("drain-time").duration(defaults.drainTime()),
        node.at("drain-bytes").size(defaults.drainBytes()));
  }

  private static UpstreamPolicy origin(ConfigNode node) {
    node.checkKeys();
    UpstreamPolicy defaults = UpstreamPolicy.DEFAULTS;
    return new UpstreamPolicy(
        limits(node.at("head")),
        node.at("connect").duration(defaults.connect()),
        wait(node.at("expect")),
        node.at("response").duration(defaults.response()),
        node.at("idle").duration(defaults.idle()),
        node.at("idle-connections").number(defaults.idleConnections()),
        node.at("interims").number(defaults.interims()),
        node.at("interim-fields").size(defaults.interimFields()));
  }

  private static WaitPolicy wait(ConfigNode node) {
    node.checkKeys();
    WaitPolicy defaults = WaitPolicy.DEFAULTS;
    Duration initial = node.at("wait").duration(defaults.initial());
    Duration floor = node.at("floor").duration(defaults.floor());
    Duration ceiling = node.at("ceiling").duration(defaults.ceiling());
    Duration memory = node.at("memory").duration(defaults.memory());
    return node.locating(() -> new WaitPolicy(initial, floor, ceiling, memory));
  }

  private static WaitingPolicy waiting(ConfigNode node) {
    node.checkKeys();
    WaitingPolicy defaults = WaitingPolicy.DEFAULTS;
    int total = node.at("total").count(defaults.total());
    int perClient = node.at("per-client").count(defaults.perClient());
    int perOrigin = node.at("per-origin").count(defaults.perOrigin());
    return node.locating(() -> new WaitingPolicy(total, perClient, perOrigin));
  }

  private static MemoryPolicy memory(ConfigNode node) {
    node.checkKeys();
    Optional<ByteSize> total = node.at("total").size();
    Optional<ByteSize> perClient = node.at("per-client").size();
    return node.locating(() -> new MemoryPolicy(total, perClient));
  }

  private Optional<AccessLogPolicy> accessLog(ConfigNode node) {
    if (!node.has()) {
      return Optional.empty();
    }
    node.checkKeys();
    AccessLogPolicy.Format format = node.at("format").word(AccessLogPolicy.Format.TEXT);
    return Optional.of(new AccessLogPolicy(format, node.at("file").file(folder)));
  }

  private static Optional<AdminPolicy> admin(ConfigNode node) {
    if (!node.has()) {
      return Optional.empty();
    }
    node.checkKeys();
    ConfigNode address = node.required("address");
    return Optional.of(new AdminPolicy(ListenAddress.parse(address.path(), address.text())));
  }

  private static MessageLimits limits(ConfigNode node) {
    node.checkKeys();
    MessageLimits defaults = MessageLimits.DEFAULTS;
    int startLine = node.at("start-line").size(new ByteSize(defaults.startLine())).clampedToInt();
    int fields = node.at("fields").size(new ByteSize(defaults.fields())).clampedToInt();
    int lines = node.at("lines").number(defaults.lines());
    return node.locating(() -> new MessageLimits(startLine, fields, lines));
  }
}
