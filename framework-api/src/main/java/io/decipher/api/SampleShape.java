package io.decipher.api;

/**
 * What one sample is: an image of {@code channels} planes of {@code height} x {@code width}, or a
 * plain vector.
 *
 * @param channels 1 or more
 * @param height in pixels, 1 or more
 * @param width in pixels, 1 or more
 */
public record SampleShape(int channels, int height, int width) {
  /** Checks that every side is at least 1. */
  public SampleShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a sample cannot have the shape " + channels + " x " + height + " x " + width);
    }
  }

  /** Returns the shape of a grey image. */
  public static SampleShape image(int height, int width) {
    return new SampleShape(1, height, width);
  }

  /** Returns the shape of a plain vector. */
  public static SampleShape vector(int size) {
    return new SampleShape(1, 1, size);
  }

  /** Returns the number of values in a sample. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  /** Returns whether a sample can be looked at as a picture. */
  public boolean isImage() {
    return height > 1 && width > 1;
  }

  @Override
  public String toString() {
    return channels + " x " + height + " x " + width;
  }
}
