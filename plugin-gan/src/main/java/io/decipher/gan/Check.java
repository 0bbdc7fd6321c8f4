package io.decipher.gan;

/** Checks of settings; a message starts with the key, by which its line is found. */
final class Check {
  private Check() {}

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", but was " + value);
    }
  }

  /** {@code low <= value <= high}; not a number is refused. */
  static void between(String key, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          key + " must be in [" + low + ", " + high + "], but was " + value);
    }
  }

  static void share(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(key + " must be in [0, 1), but was " + value);
    }
  }

  static void positive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(key + " must be greater than 0, but was " + value);
    }
  }
}
