// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Preprocessor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.PreprocessorProvider;
import java.util.List;

/** Provides {@link Deskew}. */
public final class DeskewProvider implements PreprocessorProvider {
  @Override
  public String name() {
    return "deskew";
  }

  @Override
  public List<String> formerNames() {
    return List.of("straighten");
  }

  @Override
  public String description() {
    return "Centres images and removes their slant, by moments";
  }

  @Override
  public Preprocessor create(Settings settings) {
    return settings.as(Deskew.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }
}
