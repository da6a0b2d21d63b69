// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger.Level;

/** Logs why a listening channel takes no connections for a while. */
@ChannelHandler.Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(AcceptFailures.class.getName());

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(Level.WARNING, "a connection cannot be accepted: {0}", reason(cause));
  }

  /** The transport says {@code accept(..) failed with error(-24): Too many open files}. */
  static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String said = message.substring(message.lastIndexOf(": ") + 1).strip();
    return said.startsWith("Too many open files")
        ? "too many open files (a higher ulimit -n allows more)"
        : said;
  }
}
