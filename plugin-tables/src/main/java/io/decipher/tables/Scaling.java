package io.decipher.tables;

/** How columns of numbers are brought to one scale. */
public enum Scaling {
  /** By median and interquartile range, which a few outliers do not move. */
  ROBUST,
  /** By mean and standard deviation. */
  STANDARD,
  /** Not at all. */
  NONE
}
