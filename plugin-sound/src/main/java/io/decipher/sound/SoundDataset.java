// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.sound.UnitSearch.Found;
import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.segment.Segmenter;
import io.decipher.sound.spectrum.Spectrogram;
import io.decipher.sound.spectrum.Spectrograph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Data set of spectrograms of the units of recordings, computed on first access. */
final class SoundDataset implements Prepared {
  private static final int DECIMALS = 3;
  private static final int MORE_DECIMALS = 6;
  // With this many units per recording on average, the loudest of each is a usable reference.
  private static final int SEVERAL = 3;

  private final Sound recipe;
  private @Nullable Loaded loaded; // guarded by this

  SoundDataset(Sound recipe) {
    this.recipe = recipe;
  }

  private record Loaded(
      Samples samples, Optional<GroundTruth> truth, List<String> notes, Spectrogram spectrogram) {}

  /** The consecutive rows of one channel of a recording. */
  private record Stretch(Recording recording, int channel, int first, int count) {}

  /** Fully resolved spectrogram settings, and their band in hertz. */
  private record Look(Spectrogram settings, double low, double high) {}

  private static long recordings(Found found) {
    return found.units().stream().map(Unit::recording).distinct().count();
  }

  private synchronized Loaded loaded() {
    Loaded result = loaded;
    if (result == null) {
      result = load();
      loaded = result;
    }
    return result;
  }

  @Override
  public SampleType type() {
    return SampleType.image(recipe.spectrogram().bands(), recipe.spectrogram().frames());
  }

  @Override
  public Samples train() {
    return loaded().samples;
  }

  @Override
  public Optional<GroundTruth> truth() {
    return loaded().truth;
  }

  @Override
  public List<String> notes() {
    return loaded().notes;
  }

  @Override
  public Settings preparation() {
    Spectrogram seen = loaded().spectrogram;
    Settings spectrogram =
        Settings.empty()
            .withValue("scale", word(seen.scale()))
            .with(
                "band",
                Settings.empty()
                    .withValue("low", seen.band().low().orElseThrow())
                    .withValue("high", seen.band().high().orElseThrow()))
            .withValue("bands", seen.bands())
            .withValue("frames", seen.frames())
            .withValue("window", seen.window())
            .withValue("hop", seen.hop())
            .withValue("floor", seen.floor().orElseThrow())
            .withValue("reference", word(seen.reference()))
            .withValue("denoise", seen.denoise());
    if (seen.padTo().isPresent()) {
      spectrogram = spectrogram.withValue("pad-to", seen.padTo().getAsDouble());
    }
    Segmenter cut = recipe.segmenter();
    Settings segmenter =
        Settings.empty()
            .withValue("low", cut.low())
            .withValue("high", cut.high())
            .withValue("window", cut.window())
            .withValue("threshold", cut.threshold())
            .withValue("edge", cut.edge())
            .withValue("floor-window", cut.floorWindow())
            .withValue("floor-share", cut.floorShare())
            .withValue("shortest", cut.shortest())
            .withValue("longest", cut.longest())
            .withValue("gap", cut.gap());
    return Settings.empty()
        .withValue("type", "sound")
        .withValue("units", word(recipe.units()))
        .withValue("channel", recipe.channel())
        .withValue("longest", recipe.longest())
        .with("spectrogram", spectrogram)
        .with("segmenter", segmenter);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Loaded load() {
    Complaints complaints = new Complaints(recipe.strict());
    Found found = new UnitSearch(recipe, complaints).find();
    double[] band = band(found);
    Spectrogram settings =
        recipe.spectrogram().resolved(found.units().size() >= SEVERAL * recordings(found));
    List<String> notes = new ArrayList<>(found.summary());
    Set<Recording> broken = ConcurrentHashMap.newKeySet();
    PictureStore store = PictureStore.of(found.units().size(), type());
    stretches(found.units()).parallelStream()
        .forEach(
            stretch -> {
              try {
                draw(stretch, found.units(), new Look(settings, band[0], band[1]), store);
              } catch (IOException e) {
                broken.add(stretch.recording);
                complaints.add(stretch.recording.file() + ": " + e.getMessage());
              }
            });
    Samples pictures = store.samples();
    int[] kept =
        IntStream.range(0, found.units().size())
            .filter(i -> !broken.contains(found.units().get(i).recording()))
            .toArray();
    List<Unit> units = IntStream.of(kept).mapToObj(found.units()::get).toList();
    if (units.isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": no recording with units can be read to its end; "
              + String.join(" ", complaints.lines("problems")));
    }
    if (kept.length < found.units().size()) {
      pictures = pictures.select(kept);
    }
    List<String> names = names(units);
    Attributes attributes = attributes(units);
    if (recipe.attributes().isPresent()) {
      NamedRows rows = NamedRows.read(recipe.attributes().get(), units, names);
      attributes = rows.over(attributes);
      rows.note("attributes").ifPresent(notes::add);
    }
    Optional<NamedRows> truth = recipe.truth().map(file -> NamedRows.read(file, units, names));
    truth.flatMap(rows -> rows.note("class")).ifPresent(notes::add);
    notes.add(describe(settings, band));
    notes.addAll(complaints.lines("could not be used and were left out"));
    return new Loaded(
        pictures.withNames(names).withAttributes(attributes),
        truth.map(NamedRows::truth),
        List.copyOf(notes),
        settings.in(new Spectrogram.Band(OptionalDouble.of(band[0]), OptionalDouble.of(band[1]))));
  }

  private static List<Stretch> stretches(List<Unit> units) {
    List<Stretch> stretches = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= units.size(); i++) {
      Unit unit = units.get(first);
      boolean same =
          i < units.size()
              && units.get(i).recording().equals(unit.recording())
              && units.get(i).channel() == unit.channel();
      if (!same) {
        stretches.add(new Stretch(unit.recording(), unit.channel(), first, i - first));
        first = i;
      }
    }
    return stretches;
  }

  /** Returns the lower and upper edge of the band, in hertz, the same for all recordings. */
  private double[] band(Found found) {
    Spectrogram.Band configured = recipe.spectrogram().band();
    double least = found.recordings().stream().mapToDouble(Recording::rate).min().orElseThrow();
    double most = found.recordings().stream().mapToDouble(Recording::rate).max().orElseThrow();
    // There is nothing above the highest Nyquist frequency, whatever a preset says.
    double high = Math.min(most / 2, first(configured.high(), found.high()).orElse(least / 2));
    double low = first(configured.low(), found.low()).orElse(Spectrograph.lowest(least));
    if (low <= 0 && recipe.spectrogram().scale().needsPositive()) {
      low = Spectrograph.lowest(least);
    }
    if (!(low < high)) {
      throw new DecipherException(
          recipe.path()
              + ": the spectrogram's band would be from "
              + low
              + " to "
              + high
              + " Hz (the lowest rate is "
              + least
              + " Hz); set spectrogram.band { low = …, high = … }");
    }
    return new double[] {low, high};
  }

  private static OptionalDouble first(OptionalDouble configured, OptionalDouble found) {
    return configured.isPresent() ? configured : found;
  }

  private static void draw(Stretch stretch, List<Unit> units, Look look, PictureStore store)
      throws IOException {
    Recording recording = stretch.recording;
    Spectrogram settings = look.settings;
    Spectrograph graph = new Spectrograph(settings, look.low, look.high, recording.rate());
    if (settings.denoise() > 0) {
      try (ChannelReader reader = ChannelReader.open(recording.file(), stretch.channel)) {
        graph.learnNoise(reader);
      }
    }
    boolean together = settings.reference() == Spectrogram.Reference.FILE;
    List<float[]> waiting = new ArrayList<>();
    double loudest = Double.NEGATIVE_INFINITY;
    try (ChannelReader reader = ChannelReader.open(recording.file(), stretch.channel)) {
      for (int i = 0; i < stretch.count; i++) {
        Unit unit = units.get(stretch.first + i);
        reader.release((long) Math.floor((unit.begin() - graph.window()) * recording.rate()));
        float[] levels = graph.levels(reader, unit.begin(), unit.end());
        double peak = max(levels);
        loudest = Math.max(loudest, peak);
        if (together) {
          waiting.add(levels);
        } else {
          settings.paint(levels, settings.reference() == Spectrogram.Reference.UNIT ? peak : 0);
          store.put(stretch.first + i, levels);
        }
      }
    }
    for (int i = 0; i < waiting.size(); i++) {
      settings.paint(waiting.get(i), loudest);
      store.put(stretch.first + i, waiting.get(i));
    }
  }

  private static double max(float[] levels) {
    float max = Float.NEGATIVE_INFINITY;
    for (float level : levels) {
      max = Math.max(max, level);
    }
    return max;
  }

  private static List<String> names(List<Unit> units) {
    List<String> names = units.stream().map(unit -> unit.name(DECIMALS)).toList();
    if (new HashSet<>(names).size() == names.size()) {
      return names;
    }
    // Simultaneous calls are two rows with the same times: the second gets a number as well.
    Map<String, Integer> met = new HashMap<>();
    return units.stream()
        .map(unit -> unit.name(MORE_DECIMALS))
        .map(name -> name + (met.merge(name, 1, Integer::sum) > 1 ? "~" + met.get(name) : ""))
        .toList();
  }

  private static Attributes attributes(List<Unit> units) {
    Attributes all =
        Attributes.none(units.size())
            .withText("recording", units.stream().map(unit -> unit.recording().name()).toList())
            .withNumbers("begin", units.stream().mapToDouble(Unit::begin).toArray())
            .withNumbers("end", units.stream().mapToDouble(Unit::end).toArray())
            .withNumbers("duration", units.stream().mapToDouble(Unit::duration).toArray());
    if (units.stream().anyMatch(unit -> unit.channel() >= 0)) {
      all =
          all.withNumbers(
              "channel",
              units.stream().mapToDouble(unit -> Math.max(1, unit.channel() + 1)).toArray());
    }
    Set<String> titles = new LinkedHashSet<>();
    units.forEach(unit -> titles.addAll(unit.columns().keySet()));
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (String title : titles) {
      columns.put(
          title, units.stream().map(unit -> unit.columns().getOrDefault(title, "")).toList());
    }
    for (Map.Entry<String, List<String>> column : columns.entrySet()) {
      all = Columns.add(all, column.getKey(), column.getValue());
    }
    return all;
  }

  private static String describe(Spectrogram settings, double[] band) {
    return String.format(
        Locale.ROOT,
        "spectrograms of %d x %d, %s, %.0f to %.0f Hz, %.0f dB below the loudest of the %s, %s",
        settings.bands(),
        settings.frames(),
        settings.scale().name().toLowerCase(Locale.ROOT),
        band[0],
        band[1],
        settings.floor().orElseThrow(),
        settings.reference().name().toLowerCase(Locale.ROOT),
        settings.padTo().isPresent()
            ? "padded to " + settings.padTo().getAsDouble() + " ms"
            : "stretched to one width");
  }
}
