// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that runs, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "parley " + (version == null ? "(not packaged)" : version), "java " + Runtime.version()
    };
  }
}
