// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.RetrainableClassifier;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.Fakes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetrainedClassifierTest {
  private static final RunContext RUN = RunContext.seeded(1);

  /** Samples of one value, their number. */
  private static Samples samples(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return Samples.of(FloatMatrix.wrap(count, 1, values), SampleType.vector(1));
  }

  /**
   * Names a sample by its value, and after being taught by {@code later} whatever it was taught.
   */
  private static final class Named extends Fakes.OfOneValue implements RetrainableClassifier {
    private final int[] names;
    private final int[] later;
    private boolean closed;
    private @Nullable Labels taught;
    private @Nullable Named last;

    Named(int[] names, int[] later) {
      this.names = names;
      this.later = later;
    }

    @Override
    public FoundClasses assign(Samples samples, RunContext run) {
      int[] labels = new int[samples.count()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = names[(int) samples.row(i)[0]];
      }
      return new FoundClasses(
          Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length]));
    }

    @Override
    public TrainedModel retrainClassifier(Samples samples, Labels classes, RunContext run) {
      taught = classes;
      last = new Named(later, later);
      return last;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A hundred samples of two classes, 0 and 1 in turn. */
  private static int[] truth() {
    int[] labels = new int[100];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
    }
    return labels;
  }

  @Test
  void one_that_names_held_out_samples_better_is_taken() {
    int[] earlier = truth();
    for (int i = 0; i < 100; i += 7) {
      earlier[i] = 1 - earlier[i];
    }
    Named model = new Named(earlier, truth());
    Optional<TrainedModel> taken =
        RetrainedClassifier.of(model, samples(100), Labels.of(truth()), RUN);
    assertThat(taken).containsSame(model.last);
    assertThat(model.closed).isFalse();
    // A fifth of each class was not learned.
    assertThat(model.taught.noise()).isEqualTo(20);
    assertThat(model.taught.sizes()).containsExactly(40, 40);
  }

  @Test
  void one_that_names_them_worse_is_closed_and_the_classes_renamed_count_for_the_earlier() {
    int[] renamed = truth(); // 1 stands for 0, and 0 and 2 for 1
    for (int i = 0; i < 100; i++) {
      renamed[i] = renamed[i] == 0 ? 1 : i % 4 == 1 ? 0 : 2;
    }
    int[] worse = truth();
    worse[3] = 0;
    for (int i = 0; i < 100; i += 3) {
      worse[i] = 1 - worse[i];
    }
    Named model = new Named(renamed, worse);
    assertThat(RetrainedClassifier.of(model, samples(100), Labels.of(truth()), RUN)).isEmpty();
    assertThat(model.last.closed).isTrue();
    assertThat(model.closed).isFalse();
  }

  @Test
  void too_few_samples_to_hold_any_out_teach_nothing() {
    Named model = new Named(truth(), truth());
    Labels few = Labels.of(0, 1, 0, 1, 0, 1, Labels.NOISE);
    assertThat(RetrainedClassifier.of(model, samples(7), few, RUN)).isEmpty();
    assertThat(model.taught).isNull();
  }
}
