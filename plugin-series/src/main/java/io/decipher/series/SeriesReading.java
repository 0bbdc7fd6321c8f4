// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.InputFile;
import io.decipher.api.Missing;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.series.Series.Windows;
import io.decipher.text.Encoding;
import io.decipher.text.NamedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A single pass of reading series. */
final class SeriesReading {
  private static final List<String> ENDINGS =
      List.of(".csv", ".tsv", ".txt", ".tab", ".dat", ".csv.gz", ".tsv.gz", ".txt.gz");
  private static final String FOLDER = "folder";
  private static final int NAMED = 5;
  private static final int FEW_LOGS = 3;
  private static final int LONG_LOG = 1000; // steps
  private static final double WINDOW_SECONDS = 2;
  private static final int WINDOW_STEPS = 100;
  private static final double FAST = 10; // steps per second from which on two seconds are enough
  private static final int LONGEST_STRETCH = 10; // multiple of the shortest
  private static final int MOST_FOR_SCALE = 1 << 22; // values per channel

  /**
   * The result of reading.
   *
   * @param samples one sequence each
   * @param truth reference classes, if requested
   * @param rate steps per second; unknown if empty
   * @param encodings the channels, and how each was scaled
   * @param windows how series were cut, if they were
   * @param notes what was done, one line each, the first a summary
   */
  record Result(
      Samples samples,
      Optional<GroundTruth> truth,
      OptionalDouble rate,
      List<Encoding> encodings,
      Optional<Windows> windows,
      List<String> notes) {}

  /**
   * A future sample.
   *
   * @param log its values
   * @param recording the log that it is part of
   * @param begin its start in the log, in seconds, or in steps if the rate is unknown
   * @param end its end, likewise
   */
  private record Unit(Log log, String recording, double begin, double end) {}

  private final Series recipe;
  private final List<String> notes = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int files;
  private Optional<Windows> windows = Optional.empty();

  private SeriesReading(Series recipe) {
    this.recipe = recipe;
  }

  static Result of(Series recipe) {
    return new SeriesReading(recipe).read();
  }

  /** Returns the tables in a folder, searched recursively, or the single file. */
  static List<Path> tables(Path path) {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new DecipherException(
          path
              + ": "
              + (InputFile.isPipe(path)
                  ? InputFile.problem(path)
                  : "there is no such file or folder")
              + "; expected a folder of tables in text or HDF5, one series per file");
    }
    try (Stream<Path> found = Files.walk(path)) {
      return found
          .filter(file -> isTable(file) && Files.isRegularFile(file))
          .sorted((a, b) -> name(path, a).compareTo(name(path, b)))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new DecipherException(path + ": cannot be listed (" + e + ")", e);
    }
  }

  static boolean isTable(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return (!name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith))
        || PoseFile.isNamed(file);
  }

  private static String name(Path home, Path file) {
    if (home.equals(file)) {
      return String.valueOf(file.getFileName());
    }
    List<String> parts = new ArrayList<>();
    home.relativize(file).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  private Result read() {
    List<Log> logs = logs();
    double rate = rate(logs);
    List<Log> even = new ArrayList<>();
    int resampled = 0;
    for (Log log : logs) {
      boolean fits = Double.isNaN(rate) || log.isEven(rate);
      resampled += fits ? 0 : 1;
      even.add(fits ? log : log.at(rate));
    }
    if (resampled > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d series with different or uneven steps interpolated at %s per second",
              resampled,
              shown(rate)));
    }
    List<Unit> units = units(even, rate);
    List<Encoding> encodings = encodings(units);
    Samples samples = samples(units, encodings, rate);
    List<String> names = units.stream().map(unit -> unit.log.name()).toList();
    samples = samples.withNames(names).withAttributes(attributes(units));
    notes.add(0, summary(logs.size(), samples, encodings, rate));
    return new Result(
        samples,
        truth(units),
        Double.isNaN(rate) ? OptionalDouble.empty() : OptionalDouble.of(rate),
        encodings,
        windows,
        List.copyOf(notes));
  }

  private List<Log> logs() {
    List<Path> paths = tables(recipe.path());
    files = paths.size();
    if (paths.isEmpty()) {
      throw new DecipherException(
          recipe.path() + ": holds no table (.csv, .tsv, .txt, .h5); expected one series per file");
    }
    record Read(List<Log> logs, String failure) {}
    List<Read> read =
        paths.parallelStream()
            .map(
                file -> {
                  try {
                    return new Read(LogTable.read(recipe, file, name(recipe.path(), file)), "");
                  } catch (DecipherException e) {
                    return new Read(List.of(), String.valueOf(e.getMessage()));
                  }
                })
            .toList();
    List<Log> logs = new ArrayList<>();
    for (Read one : read) {
      logs.addAll(one.logs);
      if (!one.failure.isEmpty()) {
        failed.add(one.failure);
      }
    }
    if (paths.size() > 1 && recipe.group().isPresent()) {
      logs = prefixed(paths, read.stream().map(one -> one.logs).toList());
    }
    if (logs.isEmpty()) {
      throw new DecipherException(
          failed.size() == 1
              ? failed.get(0)
              : recipe.path()
                  + ": none of its "
                  + files
                  + " tables holds a series: "
                  + list(failed));
    }
    List<Log> alike = alike(logs);
    if (!failed.isEmpty()) {
      notes.add(
          failed.size() + " of " + (failed.size() + alike.size()) + " left out: " + list(failed));
    }
    return alike;
  }

  private List<Log> prefixed(List<Path> paths, List<List<Log>> logs) {
    List<Log> all = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      String file = name(recipe.path(), paths.get(i));
      for (Log log : logs.get(i)) {
        all.add(new Log(file + ":" + log.name(), log.channels(), log.values(), log.times()));
      }
    }
    return all;
  }

  /** Returns the series with the most common set of channels, and reports the others. */
  private List<Log> alike(List<Log> logs) {
    Map<List<String>, Integer> counts = new HashMap<>();
    logs.forEach(log -> counts.merge(log.channels(), 1, Integer::sum));
    List<String> usual = logs.get(0).channels();
    for (Log log : logs) {
      usual =
          counts.getOrDefault(log.channels(), 0) > counts.getOrDefault(usual, 0)
              ? log.channels()
              : usual;
    }
    List<Log> alike = new ArrayList<>();
    for (Log log : logs) {
      if (log.channels().equals(usual)) {
        alike.add(log);
      } else if (log.channels().containsAll(usual)) {
        alike.add(log.with(usual));
      } else {
        failed.add(log.name() + " has channels " + list(log.channels()) + ", not " + list(usual));
      }
    }
    return alike;
  }

  private double rate(List<Log> logs) {
    if (recipe.chosen().isPresent()) {
      return recipe.chosen().get().rate().orElse(Double.NaN);
    }
    double[] rates =
        logs.stream().mapToDouble(Log::rate).filter(Double::isFinite).sorted().toArray();
    return rates.length > 0 ? rounded(rates[rates.length / 2]) : recipe.rate().orElse(Double.NaN);
  }

  /** Rounds a rate of 99.99999, from times with few decimals, to 100. */
  private static double rounded(double rate) {
    double whole = Math.rint(rate);
    return whole > 0 && Math.abs(rate - whole) < 1e-3 * whole ? whole : rate;
  }

  private List<Unit> units(List<Log> logs, double rate) {
    windows = recipe.windows();
    int longest = logs.stream().mapToInt(Log::length).max().orElse(0);
    if (windows.isEmpty()
        && recipe.chosen().isEmpty()
        && logs.size() <= FEW_LOGS
        && longest > LONG_LOG) {
      double length = rate >= FAST ? WINDOW_SECONDS : WINDOW_STEPS / (rate > 0 ? rate : 1);
      windows = Optional.of(new Windows(length, OptionalDouble.empty(), Optional.empty()));
      notes.add(
          "few and long series are cut into windows of "
              + shown(length)
              + (rate > 0 ? " s" : " steps")
              + ", one beginning each "
              + shown(length / 2)
              + "; set windows { length = …, hop = … } for others, or by = change-points");
    }
    double perSecond = rate > 0 ? rate : 1;
    List<Unit> units = new ArrayList<>();
    int tooShort = 0;
    for (Log log : logs) {
      if (windows.isEmpty()) {
        units.add(new Unit(log, log.name(), 0, log.length() / perSecond));
        continue;
      }
      int length = Math.max(1, (int) Math.round(windows.get().length() * perSecond));
      if (windows.get().atChanges()) {
        units.addAll(stretches(log, length, perSecond));
        continue;
      }
      int hop = Math.max(1, (int) Math.round(windows.get().step() * perSecond));
      tooShort += log.length() < length ? 1 : 0;
      for (int from = 0; from + length <= log.length(); from += hop) {
        units.add(part(log, from, from + length, perSecond));
      }
    }
    if (tooShort > 0) {
      notes.add(tooShort + " series shorter than a window left out");
    }
    if (units.isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": no series is as long as a window; the longest has "
              + longest
              + " steps; lower windows.length");
    }
    return units;
  }

  private static Unit part(Log log, int from, int to, double perSecond) {
    double begin = from / perSecond;
    String name = log.name() + "@" + shown(begin);
    return new Unit(log.part(name, from, to), log.name(), begin, to / perSecond);
  }

  /** Returns the stretches between change points, very long ones divided into several parts. */
  private static List<Unit> stretches(Log log, int shortest, double perSecond) {
    int[] starts = ChangePoints.of(log.values(), shortest);
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      int end = i + 1 < starts.length ? starts[i + 1] : log.length();
      int parts = Math.max(1, (end - starts[i]) / (LONGEST_STRETCH * shortest));
      for (int part = 0; part < parts; part++) {
        int from = starts[i] + (int) ((long) (end - starts[i]) * part / parts);
        int to = starts[i] + (int) ((long) (end - starts[i]) * (part + 1) / parts);
        units.add(part(log, from, to, perSecond));
      }
    }
    return units;
  }

  private static String shown(double number) {
    String text = String.format(Locale.ROOT, "%.3f", number);
    return text.replaceAll("\\.?0+$", "");
  }

  private List<Encoding> encodings(List<Unit> units) {
    if (recipe.chosen().isPresent()) {
      return recipe.chosen().get().encodings();
    }
    List<String> channels = units.get(0).log.channels();
    List<Encoding> encodings = new ArrayList<>();
    long steps = units.stream().mapToLong(unit -> unit.log.length()).sum();
    int every = (int) Math.max(1, steps / MOST_FOR_SCALE);
    for (int c = 0; c < channels.size(); c++) {
      int channel = c;
      double[] values =
          units.stream()
              .flatMapToDouble(unit -> every(unit.log.values()[channel], every))
              .toArray();
      if (Arrays.stream(values).allMatch(Double::isNaN)) {
        throw new DecipherException(
            recipe.path()
                + ": channel '"
                + channels.get(c)
                + "' holds no value; select the others with channels");
      }
      encodings.add(Encoding.ofNumbers(channels.get(c), values, recipe.scale()));
    }
    return encodings;
  }

  private static java.util.stream.DoubleStream every(double[] values, int step) {
    return java.util.stream.IntStream.iterate(0, i -> i < values.length, i -> i + step)
        .mapToDouble(i -> values[i]);
  }

  private Samples samples(List<Unit> units, List<Encoding> encodings, double rate) {
    int channels = encodings.size();
    int longest = units.stream().mapToInt(unit -> unit.log.length()).max().orElse(1);
    if (recipe.chosen().isPresent()) {
      int most = recipe.chosen().get().length();
      long cut = units.stream().filter(unit -> unit.log.length() > most).count();
      if (cut > 0) {
        notes.add(
            cut
                + " series are longer than the "
                + most
                + " steps of earlier ones and are cut"
                + " there");
      }
      longest = most;
    }
    long all = (long) units.size() * channels * longest;
    if (all > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          recipe.path()
              + ": "
              + units.size()
              + " series of "
              + channels
              + " channels, the longest of "
              + longest
              + " steps, are "
              + all
              + " values, more than 2^31; cut them by windows { length = …, hop = … }");
    }
    float[] values = new float[(int) all];
    int[] lengths = new int[units.size()];
    boolean[] absent = new boolean[values.length];
    boolean any = false;
    for (int i = 0; i < lengths.length; i++) {
      Log log = units.get(i).log;
      lengths[i] = Math.min(longest, log.length());
      for (int c = 0; c < channels; c++) {
        int at = (i * channels + c) * longest;
        double[] channel = Arrays.copyOf(log.values()[c], lengths[i]);
        for (int step = 0; step < lengths[i]; step++) {
          absent[at + step] = Double.isNaN(channel[step]);
          any |= absent[at + step];
        }
        interpolate(channel);
        for (int step = 0; step < lengths[i]; step++) {
          encodings.get(c).number(channel[step], values, at + step);
        }
      }
    }
    int size = channels * longest;
    Samples samples =
        Samples.of(
                FloatMatrix.wrap(lengths.length, size, values),
                new SampleType.Sequence(channels, longest, rate))
            .withLengths(lengths);
    if (!any) {
      return samples;
    }
    Missing missing = Missing.of(lengths.length, size, (row, value) -> absent[row * size + value]);
    notes.add(missing.total() + " missing values interpolated");
    return samples.withMissing(missing);
  }

  /**
   * Fills gaps linearly, or with the nearest value at the ends; a channel without values is
   * unchanged.
   */
  private static void interpolate(double[] channel) {
    int before = -1;
    for (int i = 0; i <= channel.length; i++) {
      boolean known = i < channel.length && !Double.isNaN(channel[i]);
      if (known || i == channel.length) {
        for (int gap = before + 1; gap < i; gap++) {
          if (before < 0 && known) {
            channel[gap] = channel[i];
          } else if (before >= 0 && !known) {
            channel[gap] = channel[before];
          } else if (before >= 0) {
            double share = (double) (gap - before) / (i - before);
            channel[gap] = channel[before] + share * (channel[i] - channel[before]);
          }
        }
        before = i;
      }
    }
  }

  private Attributes attributes(List<Unit> units) {
    return Attributes.none(units.size())
        .withText("recording", units.stream().map(Unit::recording).toList())
        .withNumbers("begin", units.stream().mapToDouble(Unit::begin).toArray())
        .withNumbers("end", units.stream().mapToDouble(Unit::end).toArray())
        .withNumbers(
            "duration", units.stream().mapToDouble(unit -> unit.end - unit.begin).toArray());
  }

  private Optional<GroundTruth> truth(List<Unit> units) {
    List<String> recordings = units.stream().map(Unit::recording).toList();
    return recipe
        .truth()
        .map(
            configured -> {
              if (configured.equals(FOLDER)) {
                return NamedTable.truthOf(recordings.stream().map(SeriesReading::folder).toList());
              }
              Path file = Path.of(configured);
              return CodedBehaviour.isIn(file)
                  ? CodedBehaviour.truth(
                      file,
                      recordings,
                      units.stream().mapToDouble(unit -> (unit.begin + unit.end) / 2).toArray())
                  : NamedTable.read(file).truth(recordings);
            });
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "." : name.substring(0, slash);
  }

  private String summary(int series, Samples samples, List<Encoding> encodings, double rate) {
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = 0; i < samples.count(); i++) {
      shortest = Math.min(shortest, samples.length(i));
      longest = Math.max(longest, samples.length(i));
    }
    return series
        + " series in "
        + files
        + (files == 1 ? " file" : " files")
        + (samples.count() == series ? "" : " -> " + samples.count() + " samples")
        + ", "
        + (shortest == longest ? "" : shortest + " to ")
        + longest
        + " steps"
        + (Double.isNaN(rate) ? "" : " at " + shown(rate) + " a second")
        + ", "
        + encodings.size()
        + (encodings.size() == 1 ? " channel" : " channels")
        + ": "
        + list(encodings.stream().map(Encoding::name).toList());
  }

  private static String list(List<String> items) {
    String first = String.join(", ", items.subList(0, Math.min(NAMED, items.size())));
    return items.size() > NAMED ? first + " and " + (items.size() - NAMED) + " more" : first;
  }
}
