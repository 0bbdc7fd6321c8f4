// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.CancellationToken;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.GroundTruth;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.Provider;
import io.decipher.runtime.internal.store.Checkpoints;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.internal.store.RunLock;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.RunFinishedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
  private static final int TRAININGS = 2;

  private final AtomicInteger trained = new AtomicInteger();
  private final AtomicInteger fitted = new AtomicInteger();

  @TempDir Path temporary;

  private Path path(String name) {
    return temporary.resolve(name);
  }

  private Plugins plugins(Provider<?>... more) {
    List<Provider<?>> all = new ArrayList<>(List.of(more));
    all.add(new Fakes.SteadyProvider(trained));
    all.add(new CountingMeans());
    return Fakes.plugins(all.toArray(Provider<?>[]::new));
  }

  /** Latents first, so that the model is trained before the first stage and after it. */
  private Discovery discovery(String name) {
    Settings settings =
        Settings.parse(
                "more.conf",
                """
                decipher {
                  model = steady
                  projector.type = shaken
                  evidence.layouts = 2
                  features = [latent]
                  rounds = 1
                  round.features = [means, latent]
                  compare = [means]
                  small-clusters { merge = true, class-share = 0.1 }
                }
                """)
            .over(Fakes.settings(path(name)));
    return Discovery.of(settings, plugins());
  }

  private static DiscoveryReport run(Discovery discovery, ProgressListener listener) {
    return discovery.run(RunContext.of(discovery.seed(), listener, new CancellationToken()));
  }

  private Discovery resumed(String name) {
    return Discovery.resume(path(name), plugins());
  }

  /** Ends a run at the given event, as an error does. */
  private void interrupted(String name, int events) {
    AtomicInteger left = new AtomicInteger(events);
    assertThatThrownBy(
            () ->
                run(
                    discovery(name),
                    progress -> {
                      if (left.decrementAndGet() == 0) {
                        throw new DecipherException("enough");
                      }
                    }))
        .hasMessage("enough");
  }

  @Nested
  class A_run_that_was_killed {
    /** A copy of the run directory at every event is what a kill at that moment leaves. */
    private final List<Path> copies = new ArrayList<>();

    private final ProgressListener copying =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {
            copy();
          }

          @Override
          public void epoch(EpochMetrics metrics) {
            copy();
          }
        };

    private void copy() {
      Path copy = path("copy-" + copies.size());
      copies.add(copy);
      try (Stream<Path> tree = Files.walk(path("whole"))) {
        for (Path file : tree.toList()) {
          if (!RunLock.NAMES.contains(file.getFileName().toString())) {
            Files.copy(file, copy.resolve(path("whole").relativize(file).toString()));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Test
    void goes_on_to_the_byte_from_wherever_it_was_and_does_nothing_twice() throws IOException {
      run(discovery("whole"), copying);
      assertThat(trained).hasValue(TRAININGS * Fakes.SteadyProvider.EPOCHS);
      int fittedByOne = fitted.get();
      Map<String, Object> whole = unchanging("whole");
      Map<Object, Path> different = new LinkedHashMap<>();
      for (Path copy : copies) {
        different.put(List.of(epochs(copy), stages(copy)), copy);
      }
      // None, and each of two trainings' epochs, two stages, one comparison and two layouts.
      assertThat(different).hasSize(1 + TRAININGS * Fakes.SteadyProvider.EPOCHS + 5);
      for (Path copy : different.values()) {
        String name = copy.getFileName().toString();
        int done = epochs(copy);
        int stages = stages(copy);
        trained.set(0);
        fitted.set(0);
        DiscoveryReport report = run(resumed(name), ProgressListener.none());
        assertThat(unchanging(name)).as(name).isEqualTo(whole);
        assertThat(report.resumed()).isEqualTo(1);
        assertThat(trained).as(name).hasValue(TRAININGS * Fakes.SteadyProvider.EPOCHS - done);
        // What classes are looked at again in is computed again, unless all of that was kept.
        assertThat(fitted.get()).as(name).isLessThanOrEqualTo(stages == 0 ? fittedByOne : 3);
      }
    }

    private static int epochs(Path run) throws IOException {
      try (Stream<Path> tree = Files.walk(run)) {
        return (int)
            tree.filter(file -> file.getFileName().toString().startsWith("epoch-")).count();
      }
    }

    private static int stages(Path run) throws IOException {
      try (Stream<Path> tree = Files.walk(run)) {
        return (int)
            tree.filter(file -> file.getFileName().toString().equals("stage.json")).count();
      }
    }

    @Test
    void while_it_wrote_its_last_files_goes_on_too() throws IOException {
      run(discovery("whole"), copying);
      Path last = copies.get(copies.size() - 1);
      Files.createDirectories(last.resolve(".model.part"));
      Files.writeString(last.resolve(".model.part/mean.bin"), "ha");
      Files.writeString(last.resolve(".report.json.part"), "{ \"classes\": ");
      Files.writeString(last.resolve("metrics.jsonl"), "{ torn");
      run(resumed(last.getFileName().toString()), ProgressListener.none());
      assertThat(unchanging(last.getFileName().toString())).isEqualTo(unchanging("whole"));
    }

    @Test
    void after_its_last_word_has_ended_and_its_checkpoints_go() throws IOException {
      run(discovery("whole"), copying);
      Path last = copies.get(copies.size() - 1);
      for (String name : List.of("items.csv", "classes.csv", "manifest.sha256")) {
        Files.copy(path("whole").resolve(name), last.resolve(name));
      }
      Files.copy(path("whole/report.json"), last.resolve("report.json"));
      assertThatThrownBy(() -> resumed(last.getFileName().toString()))
          .isInstanceOf(RunFinishedException.class)
          .hasMessage(
              last
                  + " has already ended: 3 classes in 90 samples, 0.0 % noise; there is nothing"
                  + " left to do");
      assertThat(unchanging(last.getFileName().toString())).isEqualTo(unchanging("whole"));
    }

    @Test
    void counts_the_seconds_of_all_its_processes() throws IOException {
      run(discovery("whole"), copying);
      Path some = copies.get(copies.size() / 2);
      Path state = some.resolve("checkpoints/run.json");
      JsonObject json = JsonParser.parseString(Files.readString(state)).getAsJsonObject();
      json.getAsJsonObject("seconds").addProperty("total", 1000.5);
      json.getAsJsonObject("seconds").addProperty("data", 500.25);
      Files.writeString(state, Checkpoints.State.sealed(json).toString());
      DiscoveryReport report = run(resumed(some.getFileName().toString()), ProgressListener.none());
      assertThat(report.seconds().get("total")).isBetween(1000.5, 1100.0);
      assertThat(report.seconds().get("data")).isBetween(500.25, 600.0);
    }
  }

  @Nested
  class A_run_that_stopped {
    @Test
    void by_being_cancelled_is_gone_on_with() throws IOException {
      CancellationToken cancel = new CancellationToken();
      Discovery discovery = discovery("cancelled");
      RunContext context =
          RunContext.of(
              5,
              progress -> {
                if (progress.stage().equals("projection")) {
                  cancel.cancel();
                }
              },
              cancel);
      assertThatThrownBy(() -> discovery.run(context)).isInstanceOf(CancellationException.class);
      assertThat(Files.exists(path("cancelled").resolve(RunLock.FILE))).isFalse();
      run(resumed("cancelled"), ProgressListener.none());
      run(discovery("whole"), ProgressListener.none());
      assertThat(unchanging("cancelled")).isEqualTo(unchanging("whole", "cancelled"));
    }

    @Test
    void twice_says_so_in_its_report() throws IOException {
      interrupted("twice", 12);
      AtomicInteger left = new AtomicInteger(4);
      assertThatThrownBy(
              () ->
                  run(
                      resumed("twice"),
                      progress -> {
                        if (left.decrementAndGet() == 0) {
                          throw new DecipherException("enough");
                        }
                      }))
          .hasMessage("enough");
      assertThat(run(resumed("twice"), ProgressListener.none()).resumed()).isEqualTo(2);
      assertThat(json("twice").getAsJsonObject("about").get("resumed").getAsInt()).isEqualTo(2);
    }

    @Test
    void before_its_data_were_read_is_gone_on_with() throws IOException {
      interrupted("early", 1);
      assertThat(path("early")).doesNotExist(); // an error then keeps nothing
      Files.createDirectory(path("early"));
      Files.writeString(
          path("early").resolve("decipher.conf"), discovery("early").configuration().render());
      run(resumed("early"), ProgressListener.none());
      assertThat(path("early").resolve("report.json")).exists();
    }

    @Test
    void and_whose_stage_is_damaged_finds_it_again_with_all_that_came_after() throws IOException {
      run(discovery("whole"), ProgressListener.none());
      interrupted("damaged", 24);
      Path stage = path("damaged/checkpoints/stage-1/labels.npy");
      byte[] bytes = Files.readAllBytes(stage);
      bytes[bytes.length - 1] ^= 1;
      Files.write(stage, bytes);
      List<String> said = new ArrayList<>();
      trained.set(0);
      run(resumed("damaged"), progress -> said.add(progress.detail()));
      assertThat(said)
          .contains(
              stage
                  + " is not what was written; this stage and those after it are done"
                  + " again");
      assertThat(trained).hasValue(Fakes.SteadyProvider.EPOCHS); // what came before counts
      assertThat(unchanging("damaged")).isEqualTo(unchanging("whole", "damaged"));
    }
  }

  @Nested
  class Going_on_is_refused {
    private void refused(String name, String message) {
      assertThatThrownBy(() -> run(resumed(name), ProgressListener.none()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(message);
    }

    @Test
    void where_there_is_no_run() throws IOException {
      refused("none", "none is not a directory; expected that of a run of `decipher discover`");
      Files.createDirectories(path("empty"));
      refused("empty", "empty holds no run: there is no decipher.conf in it");
      Files.createDirectories(path("groups"));
      Files.writeString(
          path("groups/decipher.conf"),
          "decipher { seed = 1, clusterer { type = gaps, gap = 1 } }");
      refused("groups", "groups is not a run of `decipher discover`");
    }

    @Test
    void where_nothing_was_kept() throws IOException {
      interrupted("old", 20);
      try (RunDirectory directory = RunDirectory.reopen(path("old"))) {
        directory.remove("checkpoints");
      }
      refused("old", "old holds nothing to resume from: there is no ");
      refused("old", "; start a new run: decipher discover -c ");
    }

    @Test
    void where_it_has_ended() {
      run(discovery("ended"), ProgressListener.none());
      assertThatThrownBy(() -> resumed("ended"))
          .isInstanceOf(RunFinishedException.class)
          .hasMessageContaining("has already ended: 3 classes in 90 samples");
    }

    @Test
    void of_another_version() throws IOException {
      interrupted("version", 20);
      change("version", "version", "0.0.1");
      refused("version", "was started by Decipher 0.0.1, and this is ");
    }

    @Test
    void of_other_data() {
      interrupted("data", 20);
      Discovery other = Discovery.resume(path("data"), plugins(new ShiftedBars(Fakes.truth(0))));
      assertThatThrownBy(() -> run(other, ProgressListener.none()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(
              "the data set is not the one that the run was started with: expected 90 samples of ");
      assertThat(run(resumed("data"), ProgressListener.none()).view().classes()).isEqualTo(3);
    }

    @Test
    void by_another_seed() {
      interrupted("seed", 20);
      assertThatThrownBy(() -> resumed("seed").run(RunContext.seeded(6)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("the seed must be 5, that of the run in ");
    }

    @Test
    void while_it_runs() {
      List<String> said = new ArrayList<>();
      run(
          discovery("busy"),
          progress -> {
            if (progress.stage().equals("projection") && said.isEmpty()) {
              try {
                run(resumed("busy"), ProgressListener.none());
              } catch (ConfigurationException e) {
                said.add(e.getMessage());
              }
            }
          });
      assertThat(said).hasSize(1);
      assertThat(said.get(0)).contains("busy is in use by another run of this process");
    }

    @Test
    void where_what_it_says_of_itself_is_damaged() throws IOException {
      interrupted("torn", 20);
      Files.writeString(path("torn/checkpoints/run.json"), "{ \"format\": 1");
      assertThatThrownBy(() -> resumed("torn"))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("run.json is not what was written")
          .hasMessageContaining("start a new run: decipher discover -c ");
    }

    @Test
    void where_one_bit_of_what_it_says_of_itself_is_another() throws IOException {
      interrupted("flipped", 20);
      Path state = path("flipped/checkpoints/run.json");
      String whole = Files.readString(state);
      Files.writeString(state, whole.replaceFirst("\"resumed\":0", "\"resumed\":1"));
      assertThatThrownBy(() -> resumed("flipped"))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("run.json is not what was written");
      Files.writeString(state, whole);
      assertThat(resumed("flipped").warnings()).isEmpty();
    }
  }

  @Test
  void another_configuration_is_refused_naming_what_differs() throws IOException {
    interrupted("edited", 20);
    Path configuration = path("edited/decipher.conf");
    String whole = Files.readString(configuration);
    Files.writeString(configuration, whole.replaceFirst("(?m)^(\\s+)rounds=\\d+", "$1rounds=7"));
    assertThat(Files.readString(configuration)).isNotEqualTo(whole);
    assertThatThrownBy(() -> resumed("edited"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("decipher.conf was changed since the run began (now rounds=7)")
        .hasMessageContaining("start a new run: decipher discover -c ");
    Files.writeString(configuration, whole);
    assertThat(resumed("edited").warnings()).isEmpty();
    Files.writeString(configuration, "# a remark changes nothing that is found\n" + whole);
    Discovery resumed = resumed("edited");
    assertThat(resumed.warnings())
        .singleElement()
        .asString()
        .contains("decipher.conf was edited since the run began");
    assertThat(run(resumed, ProgressListener.none()).view().classes()).isEqualTo(3);
  }

  @Test
  void another_machine_is_a_warning() throws IOException {
    interrupted("moved", 20);
    assertThat(resumed("moved").warnings()).isEmpty();
    Path state = path("moved/checkpoints/run.json");
    JsonObject json = JsonParser.parseString(Files.readString(state)).getAsJsonObject();
    json.getAsJsonObject("environment").addProperty("processors", "1000");
    Files.writeString(state, Checkpoints.State.sealed(json).toString());
    assertThat(resumed("moved").warnings()).hasSize(1);
    assertThat(resumed("moved").warnings().get(0))
        .contains("was started in a different environment: processors was 1000 and is ")
        .endsWith("It can be resumed, but its files may differ from those of an uninterrupted run");
    assertThat(run(resumed("moved"), ProgressListener.none()).view().classes()).isEqualTo(3);
  }

  @Test
  void elsewhere_a_resumed_run_begins_anew() {
    interrupted("first", 20);
    DiscoveryReport report =
        run(resumed("first").writingTo(path("second")), ProgressListener.none());
    assertThat(report.resumed()).isZero();
    assertThat(path("second/report.json")).exists();
    assertThat(path("first/report.json")).doesNotExist();
  }

  private void change(String name, String key, String value) throws IOException {
    Path state = path(name).resolve("checkpoints/run.json");
    JsonObject json = JsonParser.parseString(Files.readString(state)).getAsJsonObject();
    json.addProperty(key, value);
    Files.writeString(state, Checkpoints.State.sealed(json).toString());
  }

  private JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(path(name).resolve("report.json")))
        .getAsJsonObject();
  }

  private Map<String, Object> unchanging(String name) throws IOException {
    return unchanging(name, name);
  }

  /** Every file; of the report all but seconds and memory, and how often it was resumed. */
  private Map<String, Object> unchanging(String name, String called) throws IOException {
    Map<String, Object> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path(name))) {
      for (Path file : files.toList()) {
        String inside = path(name).relativize(file).toString().replace('\\', '/');
        all.put(
            inside,
            Files.isDirectory(file)
                ? Optional.empty()
                : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    JsonObject report = json(name);
    List.of("seconds", "peakMemoryMegabytes", "resumed")
        .forEach(report.getAsJsonObject("about")::remove);
    all.put("report.json", report);
    all.put("manifest.sha256", listed(all.get("manifest.sha256").toString()));
    all.put(
        "decipher.conf",
        all.get("decipher.conf")
            .toString()
            .replace(path(name).toString(), path(called).toString()));
    return all;
  }

  /** The manifest's lines but for the files that hold seconds or their own place. */
  private static List<String> listed(String manifest) {
    return manifest
        .lines()
        .filter(line -> !line.matches("#.*|.* (report\\.json|metrics\\.jsonl|decipher\\.conf)"))
        .toList();
  }

  /** Counts how often features are computed. */
  private final class CountingMeans implements FeatureExtractorProvider {
    @Override
    public String name() {
      return "means";
    }

    @Override
    public String description() {
      return "means of pairs of rows, counted";
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      return (fit, run) -> {
        fitted.incrementAndGet();
        return (samples, encoding) -> Fakes.means(samples);
      };
    }
  }

  /** Other data of the same shape. */
  private record ShiftedBars(GroundTruth truth) implements DatasetProvider {
    @Override
    public String name() {
      return "bars";
    }

    @Override
    public String description() {
      return "bars in another order";
    }

    @Override
    public Dataset create(Settings settings) {
      Dataset bars = new Fakes.BarsProvider(truth).create(settings);
      return new Dataset() {
        @Override
        public SampleType type() {
          return bars.type();
        }

        @Override
        public Samples train() {
          return bars.test();
        }

        @Override
        public Samples test() {
          return bars.train();
        }

        @Override
        public Optional<GroundTruth> truth() {
          return bars.truth();
        }
      };
    }
  }
}
