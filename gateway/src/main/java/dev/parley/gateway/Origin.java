// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Someone who answers requests: a server behind the gateway, or the built-in store. */
interface Origin {
  /** What is known of it. */
  OriginRecord record();

  /** What {@code Host} says where the request has none. */
  String authority();

  /** A way there that is open already, on {@code loop}, or null; for the exchange {@code of}. */
  @Nullable OriginLeg pooled(EventLoop loop, Evidence of, boolean fresh);

  /** Opens a way there, and hands over it or why there is none; on {@code loop} in either case. */
  void connect(
      EventLoop loop, Evidence of, Consumer<OriginLeg> connected, Consumer<Throwable> failed);
}
