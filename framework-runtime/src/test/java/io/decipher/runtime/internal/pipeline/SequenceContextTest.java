// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.ContextSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceContextTest {
  private static final ContextSettings ONE = new ContextSettings("song", "at", 1, 0.3);

  private static Samples samples(List<String> songs, double... at) {
    return Samples.of(FloatMatrix.wrap(at.length, 1, new float[at.length]), SampleType.vector(1))
        .withAttributes(Attributes.none(at.length).withText("song", songs).withNumbers("at", at));
  }

  @Test
  void a_sample_has_the_classes_before_and_after_it_whatever_the_order_of_rows() {
    // Song a is 1, 0, 1 by time; song b one sample alone.
    Samples samples = samples(List.of("a", "b", "a", "a"), 3, 1, 1, 2);
    FloatMatrix vectors = SequenceContext.of(samples, ONE).vectors(Labels.of(1, 0, 1, 0));
    assertThat(vectors.columns()).isEqualTo(2 * (2 + 1));
    // Before: class 0, class 1, beginning; after: class 0, class 1, end.
    assertThat(vectors.row(0)).containsExactly(1, 0, 0, 0, 0, 1);
    assertThat(vectors.row(1)).containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(vectors.row(2)).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(vectors.row(3)).containsExactly(0, 1, 0, 0, 1, 0);
  }

  @Test
  void farther_samples_have_columns_of_their_own() {
    Samples samples = samples(List.of("a", "a", "a"), 1, 2, 3);
    ContextSettings two = new ContextSettings("song", "at", 2, 0.3);
    FloatMatrix vectors = SequenceContext.of(samples, two).vectors(Labels.of(0, 1, 1));
    // Two before, one before, one after, two after: of each class 0, class 1, beyond.
    assertThat(vectors.row(2)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1);
  }

  @Test
  void noise_and_samples_without_a_place_are_in_no_context() {
    Samples samples = samples(List.of("a", "a", "a", ""), 1, 2, Double.NaN, 1);
    FloatMatrix vectors =
        SequenceContext.of(samples, ONE).vectors(Labels.of(0, Labels.NOISE, 0, 0));
    assertThat(vectors.row(0)).containsExactly(0, 1, 0, 0);
    assertThat(vectors.row(1)).containsExactly(1, 0, 0, 1);
    assertThat(vectors.row(2)).containsExactly(0, 1, 0, 1);
    assertThat(vectors.row(3)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void samples_that_form_no_sequences_are_refused() {
    Samples bare = Samples.of(FloatMatrix.wrap(2, 1, new float[2]), SampleType.vector(1));
    assertThatThrownBy(() -> SequenceContext.of(bare, ONE))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            "context.sequence names 'song', but samples have no attributes; set"
                + " dataset.attributes to a table");
    Samples samples = samples(List.of("a", "a"), 1, 2);
    assertThatThrownBy(
            () -> SequenceContext.of(samples, new ContextSettings("song", "begin", 1, 0.3)))
        .hasMessage("context.order names 'begin', but samples have these attributes: song, at");
    assertThatThrownBy(
            () -> SequenceContext.of(samples, new ContextSettings("song", "song", 1, 0.3)))
        .hasMessage(
            "context.order names 'song', which holds text; expected numbers that samples follow"
                + " each other by");
  }
}
