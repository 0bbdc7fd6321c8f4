// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import java.util.Locale;

/**
 * A small bitmap font, because a machine without a display may have no fonts at all.
 *
 * <p>A glyph is {@value #WIDTH} x {@value #HEIGHT} dots; the last two rows are below the baseline.
 * Letters without a glyph of their own are drawn as their capital, other unknown characters as a
 * box.
 */
final class BitmapFont {
  static final int WIDTH = 5;
  static final int HEIGHT = 9;

  /** The height of a capital or digit, which has nothing below the baseline. */
  static final int CAPITAL = 7;

  /** The distance from the left edge of one glyph to that of the next. */
  static final int ADVANCE = WIDTH + 1;

  private static final String BOX = "1f11111111111f";

  private BitmapFont() {}

  /** Returns the width of a text in dots. */
  static int width(String text) {
    return Math.max(0, text.length() * ADVANCE - 1);
  }

  /** Receives each dot of a text. */
  @FunctionalInterface
  interface Dot {
    void at(int x, int y);
  }

  /** Visits every inked dot of a text whose top left corner is at (0, 0). */
  static void draw(String text, Dot dot) {
    for (int i = 0; i < text.length(); i++) {
      String lines = shape(text.charAt(i));
      for (int y = 0; y < lines.length() / 2; y++) {
        int line = Integer.parseInt(lines.substring(2 * y, 2 * y + 2), 16);
        for (int x = 0; x < WIDTH; x++) {
          if ((line >> (WIDTH - 1 - x) & 1) != 0) {
            dot.at(i * ADVANCE + x, y);
          }
        }
      }
    }
  }

  private static String shape(char c) {
    String shape = lines(c);
    if (shape.isEmpty()) {
      shape = lines(String.valueOf(c).toUpperCase(Locale.ROOT).charAt(0));
    }
    return shape.isEmpty() ? BOX : shape;
  }

  /**
   * Two hexadecimal digits per row, from top to bottom; the highest of the five bits is leftmost.
   */
  private static String lines(char c) {
    return switch (c) {
      case ' ' -> "00";
      case '0' -> "0e11131519110e";
      case '1' -> "040c040404040e";
      case '2' -> "0e11010204081f";
      case '3' -> "1f02040201110e";
      case '4' -> "02060a121f0202";
      case '5' -> "1f101e0101110e";
      case '6' -> "0608101e11110e";
      case '7' -> "1f010204080808";
      case '8' -> "0e11110e11110e";
      case '9' -> "0e11110f01020c";
      case 'A' -> "0e11111f111111";
      case 'B' -> "1e11111e11111e";
      case 'C' -> "0e11101010110e";
      case 'D' -> "1c12111111121c";
      case 'E' -> "1f10101e10101f";
      case 'F' -> "1f10101e101010";
      case 'G' -> "0e11101711110f";
      case 'H' -> "1111111f111111";
      case 'I' -> "0e04040404040e";
      case 'J' -> "0702020202120c";
      case 'K' -> "11121418141211";
      case 'L' -> "1010101010101f";
      case 'M' -> "111b1515111111";
      case 'N' -> "11191513111111";
      case 'O' -> "0e11111111110e";
      case 'P' -> "1e11111e101010";
      case 'Q' -> "0e11111115120d";
      case 'R' -> "1e11111e141211";
      case 'S' -> "0f10100e01011e";
      case 'T' -> "1f040404040404";
      case 'U' -> "1111111111110e";
      case 'V' -> "11111111110a04";
      case 'W' -> "1111111515150a";
      case 'X' -> "11110a040a1111";
      case 'Y' -> "1111110a040404";
      case 'Z' -> "1f01020408101f";
      case 'a' -> "00000e010f110f";
      case 'b' -> "10101619111916";
      case 'c' -> "00000e1110110e";
      case 'd' -> "01010d1311130d";
      case 'e' -> "00000e111f100e";
      case 'f' -> "0609081c080808";
      case 'g' -> "00000f1111110f010e";
      case 'h' -> "10101619111111";
      case 'i' -> "04000c0404040e";
      case 'j' -> "02000602020202120c";
      case 'k' -> "10101214181412";
      case 'l' -> "0c04040404040e";
      case 'm' -> "00001a15151515";
      case 'n' -> "00001619111111";
      case 'o' -> "00000e1111110e";
      case 'p' -> "000016191119161010";
      case 'q' -> "00000d1311130d0101";
      case 'r' -> "00001619101010";
      case 's' -> "00000f100e011e";
      case 't' -> "08081c08080906";
      case 'u' -> "0000111111130d";
      case 'v' -> "00001111110a04";
      case 'w' -> "0000111115150a";
      case 'x' -> "0000110a040a11";
      case 'y' -> "0000111111110f010e";
      case 'z' -> "00001f0204081f";
      case '.' -> "00000000000c0c";
      case ',' -> "00000000000c0c0408";
      case ':' -> "000c0c000c0c00";
      case ';' -> "000c0c000c0c0408";
      case '-' -> "0000001f000000";
      case '+' -> "0004041f040400";
      case '=' -> "00001f001f0000";
      case '%' -> "18190204081303";
      case '/' -> "00010204081000";
      case '(' -> "02040808080402";
      case ')' -> "08040202020408";
      case '\'' -> "04040800000000";
      case '<' -> "02040810080402";
      case '>' -> "08040201020408";
      case '?' -> "0e110102040004";
      case '_' -> "0000000000001f";
      case '#' -> "0a0a1f0a1f0a0a";
      case '*' -> "0004150e150400";
      default -> "";
    };
  }
}
