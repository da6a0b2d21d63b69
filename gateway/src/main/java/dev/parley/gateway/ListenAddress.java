// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of an address to listen on. */
public final class ListenAddress {
  private static final String EXPECTED = "HOST:PORT, such as 127.0.0.1:8417 or [::1]:8417";
  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\s\\[\\]]+):(\\d{1,5})");

  private ListenAddress() {}

  /**
   * Reads {@code HOST:PORT}; port 0 stands for a free one.
   *
   * @param name what the address is called where it is wrong
   * @throws IllegalArgumentException when {@code text} is anything else, or the host is not known
   */
  public static InetSocketAddress parse(String name, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
      throw Checks.wrong(name, text, EXPECTED);
    }
    String host = form.group(1).replace("[", "").replace("]", "");
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(form.group(2)));
    if (address.isUnresolved()) {
      throw Checks.wrong(name, text, "a host that has an address");
    }
    return address;
  }
}
