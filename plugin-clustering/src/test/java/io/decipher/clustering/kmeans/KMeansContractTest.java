// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Clusterer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ClustererContract;
import org.junit.jupiter.api.Test;

class KMeansContractTest extends ClustererContract {
  @Override
  public Provider<Clusterer> provider() {
    return new KMeansProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse("test", "classes = 3");
  }

  /** Nobody but the user knows the number of classes. */
  @Test
  @Override
  public void its_defaults_make_a_plugin() {
    assertThatThrownBy(() -> provider().create(Settings.empty()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("classes is missing");
  }
}
