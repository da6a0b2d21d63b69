// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** In which lines of a configuration file its keys are; read once something is wrong with one. */
final class ConfigLines {
  private final Map<String, List<Integer>> lines = new HashMap<>();

  private ConfigLines() {}

  /** Of a text that is YAML, or nearly; nothing is known of any other. */
  static ConfigLines of(String text) {
    ConfigLines found = new ConfigLines();
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null) {
        found.add("", root);
      }
    } catch (YAMLException noYaml) {
      // Then there are no keys.
    }
    return found;
  }

  private void add(String path, Node node) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
          lines
              .computeIfAbsent(below, any -> new ArrayList<>())
              .add(key.getStartMark().getLine() + 1);
          add(below, entry.getValueNode());
        }
      }
    } else if (node instanceof SequenceNode list) {
      for (int i = 0; i < list.getValue().size(); i++) {
        Node element = list.getValue().get(i);
        String below = path + "[" + i + "]";
        lines
            .computeIfAbsent(below, any -> new ArrayList<>())
            .add(element.getStartMark().getLine() + 1);
        add(below, element);
      }
    }
  }

  /** Where a complaint that begins with a key belongs, as {@code :7}; empty if nobody knows. */
  String at(String complaint) {
    String path = complaint.split(": ", 2)[0];
    while (!path.isEmpty()) {
      List<Integer> at = lines.get(path);
      if (at != null) {
        return ":" + at.get(at.size() - 1);
      }
      int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
      path = end < 0 ? "" : path.substring(0, end);
    }
    return "";
  }

  /** The key called {@code name} that is there more than once, such as {@code :5: routes: ...}. */
  String repeated(String name) {
    for (Map.Entry<String, List<Integer>> each : lines.entrySet()) {
      String path = each.getKey();
      if (each.getValue().size() > 1 && (path.equals(name) || path.endsWith("." + name))) {
        List<String> at = each.getValue().stream().map(String::valueOf).toList();
        return ":"
            + at.get(at.size() - 1)
            + ": "
            + path
            + ": given twice (lines "
            + String.join(" and ", at)
            + ")";
      }
    }
    return ": " + name + ": given twice";
  }
}
