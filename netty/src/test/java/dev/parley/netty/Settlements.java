// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientAction;
import dev.parley.core.Replay;
import dev.parley.core.Rule;
import dev.parley.core.Settlement;
import dev.parley.core.Version;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps how a call was settled. */
final class Settlements implements Call.Owner {
  final List<Settlement> settled = new ArrayList<>();

  @Override
  public boolean repeats() {
    return false;
  }

  @Override
  public void malformed(String wrong) {}

  @Override
  public void interim(int status, HttpHeaders fields) {}

  @Override
  public void continued() {}

  @Override
  public void expectationAnswered(int status, ClientAction.Moment moment) {}

  @Override
  public void unanswered(boolean silent) {}

  @Override
  public void contentWanted() {}

  @Override
  public void contentUnwanted() {}

  @Override
  public void answered(Version version, int status, HttpHeaders fields) {}

  @Override
  public void content(ByteBuffer piece) {}

  @Override
  public void contentBatchEnded() {}

  @Override
  public void ended() {}

  @Override
  public void cut() {}

  @Override
  public void expectationFailed(HttpHeaders fields) {}

  @Override
  public void failed(Replay replay, Settlement why) {}

  @Override
  public void broken(List<Rule> rules) {}

  @Override
  public void settled(Settlement settlement) {
    settled.add(settlement);
  }

  @Override
  public void defective(Throwable bug) {
    throw new AssertionError(bug);
  }
}
