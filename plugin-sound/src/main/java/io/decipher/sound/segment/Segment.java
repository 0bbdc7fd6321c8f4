// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

/**
 * A unit that was found.
 *
 * @param begin in seconds from the recording's beginning
 * @param end in seconds, after {@code begin}
 * @param prominence how far its loudest moment is above the noise floor there, in decibels
 */
public record Segment(double begin, double end, double prominence) {
  /** Returns its duration in seconds. */
  public double duration() {
    return end - begin;
  }
}
