// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway. One exchange runs through these phases, each of them one small type:
 *
 * <pre>{@code
 * accept            dev.parley.netty.DownstreamServer
 * parse head        dev.parley.netty.RequestDecoder
 * check head        CheckHead
 * read expectation  ReadExpectation
 * refuse loops      RefuseLoop
 * count forwards    CountForwards
 * route             ChooseRoute
 * read upgrade      ReadUpgrade
 * admit             Admit
 * reserve           Reserve
 * choose origin     ChooseOrigin
 * ask               Ask
 *   (100 | final | wait elapsed), content, response: dev.parley.netty.Relay
 * settle, record    RecordOutcome
 *   after a 101 instead of content and response: dev.parley.netty.Tunnel
 * }</pre>
 */
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
