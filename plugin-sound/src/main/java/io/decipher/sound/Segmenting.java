// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.api.OutputFile;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.Tool;
import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.segment.Segment;
import io.decipher.sound.segment.Segmentation;
import io.decipher.sound.segment.SegmentationPage;
import io.decipher.sound.segment.Segmenter;
import io.decipher.sound.tables.ClassifiedUnit;
import io.decipher.sound.tables.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tool that finds the units of recordings and shows them for review before training: Raven tables,
 * one per recording and one for all, which can be corrected and put beside the recordings, and a
 * page of spectrograms with boxes around the units, {@code index.html}.
 *
 * @param channel the channel to analyse, from 1; 0 for the mean of all
 * @param segmenter how units are found
 * @param pages number of recordings to draw spectrograms of, the first ones, 0 or more
 * @param strict whether an unreadable recording aborts the run
 */
public record Segmenting(int channel, Segmenter segmenter, int pages, boolean strict)
    implements Tool {
  /** Checks the settings. */
  public Segmenting {
    if (channel < 0) {
      throw new IllegalArgumentException("channel must be 0 or more, but was " + channel);
    }
    if (pages < 0) {
      throw new IllegalArgumentException("pages must be 0 or more, but was " + pages);
    }
  }

  /** A recording and its segmentation. */
  private record Result(Recording recording, Segmentation found) {}

  @Override
  public List<String> run(Path input, Path output, RunContext run) {
    RecordingFolder folder = RecordingFolder.list(input);
    if (folder.audio().isEmpty()) {
      throw new DecipherException(
          input + ": has no recordings; expected files that end in .wav, .flac, .mp3 or .ogg");
    }
    Complaints complaints = new Complaints(strict);
    run.step(new Progress("segment", 0, folder.audio().size() + " recordings"));
    AtomicInteger done = new AtomicInteger();
    List<Result> results =
        folder.audio().parallelStream()
            .filter(file -> !run.cancellation().isCancelled())
            .flatMap(
                file -> {
                  List<Result> result = segment(file, folder.name(file), complaints);
                  done.incrementAndGet();
                  return result.stream();
                })
            .toList();
    run.step(new Progress("segment", 1, done + " recordings"));
    try {
      Files.createDirectories(output);
      new TableWriter(units(results)).writeRaven(output);
      draw(results, output, run);
    } catch (IOException e) {
      throw new DecipherException(
          output + ": cannot be written: " + OutputFile.problem(output, e), e);
    }
    return lines(results, complaints);
  }

  private List<Result> segment(Path file, String name, Complaints complaints) {
    try {
      Recording recording = Recording.inspect(file, name);
      try (ChannelReader reader = ChannelReader.open(file, channel - 1)) {
        return List.of(new Result(recording, segmenter.segment(reader)));
      }
    } catch (IOException e) {
      complaints.add(file + ": " + e.getMessage());
      return List.of();
    }
  }

  private List<ClassifiedUnit> units(List<Result> results) {
    List<ClassifiedUnit> units = new ArrayList<>();
    for (Result result : results) {
      double high = Math.min(segmenter.high(), result.recording.rate() / 2);
      for (Segment unit : result.found.units()) {
        units.add(
            new ClassifiedUnit(
                result.recording.name(),
                Math.max(1, channel),
                unit.begin(),
                unit.end(),
                OptionalDouble.of(segmenter.low()),
                OptionalDouble.of(high),
                "",
                1));
      }
    }
    return units;
  }

  private void draw(List<Result> results, Path output, RunContext run) throws IOException {
    SegmentationPage page = new SegmentationPage(segmenter);
    int drawn = Math.min(pages, results.size());
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      String title = result.recording.name() + ": " + result.found.describe(segmenter);
      if (i < drawn) {
        run.step(new Progress("spectrograms", (double) i / drawn, result.recording.name()));
        String picture = String.format(Locale.ROOT, "%04d.png", i + 1);
        try (ChannelReader reader = ChannelReader.open(result.recording.file(), channel - 1)) {
          page.add(title, picture, reader, result.found, output);
        }
      } else {
        page.add(title);
      }
    }
    run.step(new Progress("spectrograms", 1, drawn + " recordings"));
    page.write(output.resolve("index.html"));
  }

  private List<String> lines(List<Result> results, Complaints complaints) {
    Segmentation total = Segmentation.total(results.stream().map(Result::found).toList());
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d recordings, %.1f min: %s",
            results.size(),
            total.duration() / 60,
            total.describe(segmenter)));
    lines.addAll(complaints.lines("recordings could not be read and were left out"));
    return lines;
  }
}
