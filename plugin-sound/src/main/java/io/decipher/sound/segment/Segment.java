// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

/**
 * A unit found by the segmenter.
 *
 * @param begin in seconds from the recording's beginning
 * @param end in seconds, after {@code begin}
 * @param prominence level of its loudest moment above the local noise floor, in decibels
 */
public record Segment(double begin, double end, double prominence) {
  /** Returns the duration in seconds. */
  public double duration() {
    return end - begin;
  }
}
