// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Attributes;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.ResultWriter;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.sound.tables.ClassifiedUnit;
import io.decipher.sound.tables.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes the classes of recorded units in the formats of other programs: {@code raven/}, selection
 * tables with the class as a column, one per recording and one for all; {@code audacity/}, labels;
 * {@code praat/}, TextGrids; {@code events.csv}, events in the format of BORIS; {@code
 * sequences.csv} and {@code transitions.csv} with the transition graph. For logs that are not
 * audio, such as those of an accelerometer, it writes events, sequences and transitions, as bouts.
 */
final class UnitTables implements ResultWriter {
  /**
   * Seconds of silence after which a sequence ends: pauses within songs and sentences are rarely as
   * long.
   */
  private static final double LONGEST_GAP = 2;

  private static final String NONE = "-1";

  @Override
  public boolean accepts(Samples samples) {
    Attributes known = samples.attributes();
    return samples.count() > 0
        && known.has("recording")
        && known.has("begin")
        && known.has("end")
        && known.numbers("begin").isPresent()
        && known.numbers("end").isPresent();
  }

  @Override
  public void write(Samples samples, FoundClasses found, Path directory) throws IOException {
    List<ClassifiedUnit> units = units(samples.attributes(), found);
    boolean heard = !(samples.type() instanceof SampleType.Sequence);
    TableWriter writer = new TableWriter(heard ? units : TableWriter.bouts(units));
    if (heard) {
      writer.writeRaven(directory.resolve("raven"));
      writer.writeAudacity(directory.resolve("audacity"));
      writer.writeTextGrids(directory.resolve("praat"), Map.of());
    }
    writer.writeEvents(directory, NONE);
    writer.writeSequences(directory, LONGEST_GAP);
  }

  private static List<ClassifiedUnit> units(Attributes known, FoundClasses found) {
    List<String> recordings = known.text("recording");
    double[] begins = known.numbers("begin").orElseThrow();
    double[] ends = known.numbers("end").orElseThrow();
    Optional<double[]> channels =
        known.has("channel") ? known.numbers("channel") : Optional.empty();
    List<ClassifiedUnit> units = new ArrayList<>();
    for (int i = 0; i < begins.length; i++) {
      if (!(begins[i] >= 0 && ends[i] > begins[i])) {
        continue; // not a stretch of a recording
      }
      int label = found.labels().get(i);
      int channel = channels.isPresent() ? (int) channels.get()[i] : 1;
      units.add(
          new ClassifiedUnit(
              recordings.get(i),
              Math.max(1, channel),
              begins[i],
              ends[i],
              at(known, "low", i),
              at(known, "high", i),
              label == Labels.NOISE ? NONE : Integer.toString(label),
              found.strengths().get(i, 0)));
    }
    return units;
  }

  private static OptionalDouble at(Attributes known, String name, int unit) {
    Optional<double[]> values = known.has(name) ? known.numbers(name) : Optional.empty();
    return values.isPresent() && !Double.isNaN(values.get()[unit])
        ? OptionalDouble.of(values.get()[unit])
        : OptionalDouble.empty();
  }
}
