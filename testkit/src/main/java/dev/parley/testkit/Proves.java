// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The row of the contract that a test of the wire proves, by its id on the page {@code
 * docs/reference/contract.md}.
 *
 * <p>Read from the source, one id to an annotation: the module that writes the page depends on no
 * other module's tests. A fixture says the same with a note {@code # contract: U1, D7}.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
@Repeatable(Proves.Several.class)
public @interface Proves {
  /** The id of the row. */
  String value();

  /** Several rows that one test proves. */
  @Documented
  @Retention(RetentionPolicy.SOURCE)
  @Target(ElementType.METHOD)
  @interface Several {
    /** One for each row. */
    Proves[] value();
  }
}
