package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/**
 * What is asked of a data set, beside {@link ProviderContract}: samples fit the shape, are finite
 * and, if images, in [0, 1]; reading again or from several threads gives the same; if there is a
 * truth, it has a label for each sample, train then test. The settings should make it small.
 */
public abstract class DatasetContract implements ProviderContract<Dataset> {
  @Override
  public abstract Provider<Dataset> provider();

  /** There is something to work on. */
  @Test
  public void it_has_samples() {
    assertThat(plugin().samples().rows()).isPositive();
  }

  /** A row of samples is what the shape says. */
  @Test
  public void samples_fit_the_shape() {
    Dataset dataset = plugin();
    assertThat(dataset.train().columns()).isEqualTo(dataset.shape().size());
    assertThat(dataset.test().columns()).isEqualTo(dataset.shape().size());
  }

  /** No value is NaN or infinite, and images are in [0, 1]. */
  @Test
  public void values_are_in_range() {
    Dataset dataset = plugin();
    FloatMatrix samples = dataset.samples();
    if (dataset.shape().isImage()) {
      Runs.assertBetween(samples, 0, 1, "images");
    } else {
      Runs.assertFinite(samples, "samples");
    }
  }

  /** The data order of every result. */
  @Test
  public void all_samples_are_train_then_test() {
    Dataset dataset = plugin();
    assertThat(dataset.samples()).isEqualTo(FloatMatrix.concat(dataset.train(), dataset.test()));
  }

  /** Scores need a label for each sample or none at all. */
  @Test
  public void a_truth_has_a_label_for_each_sample() {
    Dataset dataset = plugin();
    dataset
        .truth()
        .ifPresent(truth -> assertThat(truth.labels().size()).isEqualTo(dataset.samples().rows()));
  }

  /** Asking twice, and making it twice, changes nothing. */
  @Test
  public void it_is_the_same_each_time() {
    Dataset first = plugin();
    Dataset second = plugin();
    assertThat(first.samples()).isEqualTo(first.samples()).isEqualTo(second.samples());
    assertThat(first.truth()).isEqualTo(second.truth());
    assertThat(first.shape()).isEqualTo(second.shape());
  }

  /** Whoever comes first makes it read; all see the same. */
  @Test
  public void threads_that_ask_at_once_get_the_same() {
    Dataset dataset = plugin();
    var pool = new ForkJoinPool(4);
    try {
      List<CompletableFuture<FloatMatrix>> asked = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asked.add(CompletableFuture.supplyAsync(dataset::samples, pool));
      }
      assertThat(asked).allSatisfy(one -> assertThat(one.join()).isEqualTo(plugin().samples()));
    } finally {
      pool.shutdown();
    }
  }
}
