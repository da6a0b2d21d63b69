// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What a terminal is given of a text of somebody else: letters, digits, punctuation, symbols and
 * plain spaces. Anything else could command it, turn its line around, or take no room of its own,
 * and is shown as a question mark.
 *
 * <p>A mark is shown on a letter of its own script, which may not be written without, as Thai or
 * Hindi. One that may stand on anything, and strike it through, is shown where Unicode has a letter
 * for both.
 */
final class Printable {
  private static final char UNSHOWN = '?';

  /** No syllable of any script piles up more. */
  private static final int MARKS = 4;

  /** Of Unicode's spaces, each is a plain one; what ends a line is for the caller. */
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Zs}]+");

  /** How the symbol before them shall look. Nothing is lost without. */
  private static final Pattern VARIATIONS = Pattern.compile("[\ufe00-\ufe0f]");

  private static final Pattern PRINTED = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]");

  /** Letters, marks and a symbol that print nothing. */
  private static final String BLANK = "\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800";

  private final StringBuilder shown = new StringBuilder();
  private UnicodeScript script = UnicodeScript.COMMON;
  private int room;

  private Printable() {}

  /** As one line. */
  static String of(String text) {
    String plain = VARIATIONS.matcher(SPACES.matcher(text).replaceAll(" ")).replaceAll("");
    Printable printable = new Printable();
    Normalizer.normalize(plain, Normalizer.Form.NFC).codePoints().forEach(printable::add);
    return printable.shown.toString();
  }

  private void add(int character) {
    shown.appendCodePoint(isPrinted(character) ? character : UNSHOWN);
  }

  private boolean isPrinted(int character) {
    UnicodeScript its = UnicodeScript.of(character);
    if (isMark(character)) {
      return --room >= 0 && its == script && !isBlank(character);
    }
    script = its;
    room = Character.isLetter(character) && its != UnicodeScript.COMMON ? MARKS : 0;
    return PRINTED.matcher(Character.toString(character)).matches() && !isBlank(character);
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isBlank(int character) {
    return BLANK.indexOf(character) >= 0;
  }
}
