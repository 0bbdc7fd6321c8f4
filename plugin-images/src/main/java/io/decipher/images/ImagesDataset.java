// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.GroundTruth;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A data set of images, read on first access. */
final class ImagesDataset implements Prepared {
  private final Images recipe;
  private Reading.@Nullable Result result; // guarded by this

  ImagesDataset(Images recipe) {
    this.recipe = recipe;
  }

  private synchronized Reading.Result result() {
    Reading.Result read = result;
    if (read == null) {
      read = Reading.of(recipe);
      result = read;
    }
    return read;
  }

  @Override
  public SampleType type() {
    return result().samples().type();
  }

  @Override
  public Samples train() {
    return result().samples();
  }

  @Override
  public Samples samples() {
    return result().samples();
  }

  @Override
  public Optional<GroundTruth> truth() {
    return result().truth();
  }

  @Override
  public List<String> notes() {
    return result().notes();
  }

  @Override
  public Optional<Samples> originals(int side, int... rows) {
    return Optional.of(Originals.of(recipe.path(), result().samples(), side, rows));
  }

  @Override
  public Settings preparation() {
    Preparation chosen = result().preparation();
    Preparation.Frame frame = chosen.frame();
    return Settings.empty()
        .withValue("type", "images")
        .withValue("size", Integer.toString(chosen.size()))
        .withValue("channels", Integer.toString(chosen.channels()))
        .withValue("ink", chosen.ink().name().toLowerCase(java.util.Locale.ROOT))
        .withValue("strict", recipe.strict())
        .with(
            "chosen",
            Settings.empty()
                .withValue("dark", chosen.dark())
                .withValue(
                    "frame", List.of(frame.left(), frame.top(), frame.right(), frame.bottom())));
  }
}
