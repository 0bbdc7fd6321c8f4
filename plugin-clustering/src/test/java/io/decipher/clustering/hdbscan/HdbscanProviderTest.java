// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Clusterer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Hierarchy;
import io.decipher.api.OutlierScores;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.numerics.Metric;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HdbscanProviderTest {
  private static Clusterer made(String block) {
    Settings settings = Settings.parse("test", "clusterer { type = hdbscan, " + block + " }");
    return Plugins.discover().create(ClustererProvider.class, settings.at("clusterer"));
  }

  @Test
  void it_is_found_with_its_defaults() {
    assertThat(made(""))
        .isEqualTo(
            new Hdbscan(
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                ClusterSelection.EXCESS_OF_MASS,
                0,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                false,
                Metric.EUCLIDEAN,
                Resolution.GIVEN));
  }

  @Test
  void every_setting_can_be_set() {
    assertThat(
            made(
                "min-cluster-size = 15, min-cluster-share = 0.03, min-samples = 10, selection = leaf,"
                    + " cluster-selection-epsilon = 0.5, cluster-selection-epsilon-max = 2,"
                    + " max-cluster-size = 300,"
                    + " allow-single-cluster = true, metric = manhattan"))
        .isEqualTo(
            new Hdbscan(
                OptionalInt.of(15),
                OptionalDouble.of(0.03),
                OptionalInt.of(10),
                ClusterSelection.LEAF,
                0.5,
                OptionalDouble.of(2),
                OptionalInt.of(300),
                true,
                Metric.MANHATTAN,
                Resolution.GIVEN));
  }

  @Test
  void a_setting_that_cannot_be_is_named_with_its_place() {
    assertThatThrownBy(() -> made("min-cluster-size = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("clusterer: min-cluster-size must be at least 2, but was 0");
  }

  @Test
  void it_says_what_its_models_can() {
    HdbscanProvider provider = new HdbscanProvider();
    assertThat(provider.can(Hierarchy.class)).isTrue();
    assertThat(provider.can(OutlierScores.class)).isTrue();
  }
}
