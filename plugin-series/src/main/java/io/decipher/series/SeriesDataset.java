// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.GroundTruth;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.text.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Data set of series, read on first access. */
final class SeriesDataset implements Prepared {
  private final Series recipe;
  private SeriesReading.@Nullable Result result; // guarded by this

  SeriesDataset(Series recipe) {
    this.recipe = recipe;
  }

  private synchronized SeriesReading.Result result() {
    SeriesReading.Result read = result;
    if (read == null) {
      read = SeriesReading.of(recipe);
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
  public Settings preparation() {
    SeriesReading.Result read = result();
    List<Settings> encodings = new ArrayList<>();
    for (Encoding encoding : read.encodings()) {
      encodings.add(encoding.settings());
    }
    Settings chosen =
        Settings.empty()
            .withValue("length", ((SampleType.Sequence) read.samples().type()).length())
            .with("encodings", encodings);
    if (read.rate().isPresent()) {
      chosen = chosen.withValue("rate", read.rate().getAsDouble());
    }
    Settings settings =
        Settings.empty()
            .withValue("type", "series")
            .withValue("channels", recipe.channels())
            .with("chosen", chosen);
    if (recipe.group().isPresent()) {
      settings = settings.withValue("group", recipe.group().get());
    }
    if (recipe.time().isPresent()) {
      settings = settings.withValue("time", recipe.time().get());
    }
    if (read.windows().isPresent()) {
      Series.Windows windows = read.windows().get();
      settings =
          settings.with(
              "windows",
              Settings.empty()
                  .withValue("length", windows.length())
                  .withValue("hop", windows.step())
                  .withValue("by", windows.atChanges() ? "change-points" : "even"));
    }
    Series.Pose pose = recipe.pose();
    Settings posed = Settings.empty();
    if (pose.confidence().isPresent()) {
      posed = posed.withValue("confidence", pose.confidence().getAsDouble());
    }
    if (pose.centre().isPresent()) {
      posed = posed.withValue("centre", pose.centre().get());
    }
    if (pose.front().isPresent()) {
      posed = posed.withValue("front", pose.front().get());
    }
    settings = settings.with("pose", posed);
    return settings;
  }
}
