// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;

/** Applies the preprocessors of a run to samples, in order. */
public final class Preparation {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private Preparation() {}

  /**
   * Returns the type of the preprocessed samples.
   *
   * @throws io.decipher.api.DecipherException if a preprocessor does not accept them
   */
  public static SampleType check(List<Preprocessor> preprocessors, SampleType type) {
    SampleType result = type;
    for (Preprocessor preprocessor : preprocessors) {
      result = preprocessor.check(result);
    }
    return result;
  }

  /** Returns the preprocessed samples, held in memory if they fit. */
  public static Samples apply(List<Preprocessor> preprocessors, Samples samples, RunContext run) {
    Samples prepared = samples;
    for (Preprocessor preprocessor : preprocessors) {
      prepared = preprocessor.apply(prepared, run);
    }
    run.cancellation().throwIfCancelled();
    return held(prepared);
  }

  /**
   * Returns samples with their values on the heap, unless they take more than a quarter of it or
   * exceed the size of an array: then they are read or computed on each access.
   */
  public static Samples held(Samples samples) {
    return isHeld(samples) ? samples.onHeap() : samples;
  }

  /** Returns whether samples are held on the heap, rather than read again in each pass. */
  public static boolean isHeld(Samples samples) {
    return fits(samples, Runtime.getRuntime().maxMemory());
  }

  /** Returns whether samples are held on a heap of {@code most} bytes. */
  static boolean fits(Samples samples, long most) {
    long bytes = samples.bytes();
    return bytes / Float.BYTES <= MOST_VALUES && bytes <= most / 4;
  }
}
