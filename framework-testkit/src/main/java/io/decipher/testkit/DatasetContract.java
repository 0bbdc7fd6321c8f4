// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.Dataset;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/**
 * The contract of a data set, in addition to {@link ProviderContract}: samples are of its type,
 * finite and, for images, in [0, 1]; there are as many names, attributes and mask rows as samples,
 * and values after the end of a sequence are 0; repeated and concurrent reading gives the same
 * samples; a truth, if there is one, has a label for each sample, training samples first. The
 * settings should make it small.
 */
public abstract class DatasetContract implements ProviderContract<Dataset> {
  @Override
  public abstract Provider<Dataset> provider();

  /** There is at least one sample. */
  @Test
  public void it_has_samples() {
    assertThat(plugin().samples().count()).isPositive();
  }

  /** Samples have the type that the data set declares. */
  @Test
  public void samples_are_of_its_type() {
    Dataset dataset = plugin();
    assertThat(dataset.train().type()).isEqualTo(dataset.type());
    assertThat(dataset.test().type()).isEqualTo(dataset.type());
    assertThat(dataset.samples().type()).isEqualTo(dataset.type());
  }

  /** No value is NaN or infinite, and images are in [0, 1]. */
  @Test
  public void values_are_in_range() {
    Dataset dataset = plugin();
    if (dataset.type() instanceof SampleType.Image) {
      Runs.assertBetween(dataset.samples().toMatrix(), 0, 1, "images");
    } else {
      Runs.assertFinite(dataset.samples().toMatrix(), "samples");
    }
  }

  /** Metadata exists for every sample. */
  @Test
  public void names_attributes_and_masks_are_as_many_as_the_samples() {
    Samples samples = plugin().samples();
    samples.names().ifPresent(names -> assertThat(names).hasSize(samples.count()));
    assertThat(samples.attributes().count()).isEqualTo(samples.count());
    samples
        .missing()
        .ifPresent(
            missing -> {
              assertThat(missing.count()).isEqualTo(samples.count());
              assertThat(missing.size()).isEqualTo(samples.type().size());
            });
  }

  /** A short sequence is padded with zeros. */
  @Test
  public void behind_the_end_of_a_sequence_all_is_zero() {
    Samples samples = plugin().samples();
    assumeTrue(samples.type() instanceof SampleType.Sequence, "its samples are no sequences");
    SampleType.Sequence type = (SampleType.Sequence) samples.type();
    for (int i = 0; i < samples.count(); i++) {
      assertThat(samples.length(i)).as("length of %d", i).isBetween(1, type.length());
      float[] row = samples.row(i);
      for (int channel = 0; channel < type.channels(); channel++) {
        for (int step = samples.length(i); step < type.length(); step++) {
          assertThat(row[channel * type.length() + step])
              .as("sample %d, channel %d, step %d", i, channel, step)
              .isZero();
        }
      }
    }
  }

  /** The data order of every result: training samples, then test samples. */
  @Test
  public void all_samples_are_train_then_test() {
    Dataset dataset = plugin();
    Runs.assertSame(
        dataset.samples(), Samples.concat(dataset.train(), dataset.test()), "all samples");
  }

  /** A sample is the same when read alone, in any order or with others. */
  @Test
  public void a_sample_does_not_depend_on_how_it_is_asked_for() {
    Samples samples = plugin().samples();
    int last = samples.count() - 1;
    float[] row = samples.row(last);
    assertThat(samples.toMatrix().row(last)).isEqualTo(row);
    assertThat(samples.select(last, 0).row(0)).isEqualTo(row);
    assertThat(samples.slice(last, 1).row(0)).isEqualTo(row);
  }

  /** Scores need a label for each sample, or none at all. */
  @Test
  public void a_truth_has_a_label_for_each_sample() {
    Dataset dataset = plugin();
    assumeTrue(dataset.truth().isPresent(), "nobody labelled its samples");
    assertThat(dataset.truth().orElseThrow().labels().size()).isEqualTo(dataset.samples().count());
  }

  /** Reading twice, and creating it twice, gives the same samples. */
  @Test
  public void it_is_the_same_each_time() {
    Dataset first = plugin();
    Dataset second = plugin();
    Runs.assertSame(first.samples(), first.samples(), "asked twice");
    Runs.assertSame(second.samples(), first.samples(), "made twice");
    assertThat(first.truth()).isEqualTo(second.truth());
    assertThat(first.type()).isEqualTo(second.type());
  }

  /** The first thread reads the data; all threads see the same. */
  @Test
  public void threads_that_ask_at_once_get_the_same() {
    Dataset dataset = plugin();
    var pool = new ForkJoinPool(4);
    try {
      List<CompletableFuture<String>> asked = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asked.add(CompletableFuture.supplyAsync(() -> dataset.samples().sha256(), pool));
      }
      String expected = plugin().samples().sha256();
      assertThat(asked).allSatisfy(one -> assertThat(one.join()).isEqualTo(expected));
    } finally {
      pool.shutdown();
    }
  }
}
