// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.SampleType;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;

/** Plugins that keep to the contracts pass them. */
class HonestPluginsTest {
  @Nested
  class A_data_set extends DatasetContract {
    @Override
    public Simple.BarsProvider provider() {
      return new Simple.BarsProvider();
    }
  }

  @Nested
  class A_preprocessor extends PreprocessorContract {
    @Override
    public Simple.DimProvider provider() {
      return new Simple.DimProvider();
    }
  }

  @Nested
  class A_feature_extractor extends FeatureExtractorContract {
    @Override
    public Simple.BrightnessProvider provider() {
      return new Simple.BrightnessProvider();
    }
  }

  @Nested
  class A_projector extends ProjectorContract {
    @Override
    public Turn.Provider provider() {
      return new Turn.Provider();
    }

    @Override
    public boolean isRandom() {
      return true;
    }
  }

  @Nested
  class A_clusterer extends ClustererContract {
    @Override
    public Gaps.Provider provider() {
      return new Gaps.Provider();
    }

    @Override
    public OptionalInt minClusterSize() {
      return OptionalInt.of(5);
    }
  }

  @Nested
  class A_model_of_vectors_that_draws_nothing_in_training extends GenerativeModelContract {
    @Override
    public MeanAndSpread.Provider provider() {
      return new MeanAndSpread.Provider();
    }

    @Override
    public SampleType type() {
      return SampleType.vector(7);
    }

    @Override
    public boolean isRandom() {
      return false;
    }
  }

  @Nested
  class A_generative_model extends GenerativeModelContract {
    @Override
    public MeanAndSpread.Provider provider() {
      return new MeanAndSpread.Provider();
    }
  }
}
