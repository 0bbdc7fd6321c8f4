// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes every setting of models, projectors, clusterers and features, one at a time, in runs of a
 * second: each must change a byte of what is found, be refused, or be told to have no effect.
 * {@code mvn verify -pl app -am -Dgroups=slow -DexcludedGroups= -Dtest=SettingsDrillTest
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Ddecipher.settings=REGEX} takes the subjects
 * whose names match.
 */
@Tag("slow")
class SettingsDrillTest {
  private static final Pattern CHOSEN =
      Pattern.compile(System.getProperty("decipher.settings", ""));

  /** Settings whose effect the drill's few samples cannot show, each for a reason. */
  private static final Map<String, String> UNSEEN = unseen();

  /** Other values, where none can be made of the default. */
  private static final Map<String, String> OTHERS = others();

  @TempDir Path temporary;

  /**
   * A command and a block of its configuration, of which each setting is changed.
   *
   * @param more settings of the run
   */
  private record Subject(
      String name,
      String command,
      Class<? extends Provider<?>> kind,
      String block,
      String text,
      List<String> more) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Subject model(String name, String text, String... more) {
    return new Subject(
        name, "train", GenerativeModelProvider.class, "decipher.model", text, List.of(more));
  }

  private static Subject found(String name, Class<? extends Provider<?>> kind, String text) {
    String block = kind == ProjectorProvider.class ? "decipher.projector" : "decipher.clusterer";
    return new Subject(name, "cluster", kind, block, text, List.of());
  }

  private static Subject feature(String text) {
    return new Subject(
        "feature " + text,
        "discover",
        FeatureExtractorProvider.class,
        "decipher.features",
        "type = " + text,
        List.of());
  }

  static Stream<Subject> subjects() {
    String vae =
        "type = vae, architecture { channels = [4, 4] }, fit { epochs = 2, min-steps = 0, batch-size = 16 }";
    return Stream.of(
            model("vae", vae),
            model("vae as an autoencoder", vae + ", posterior { type = none }"),
            model(
                "vae that is sparse",
                vae.replace("[4, 4] }", "[4, 4], normalization = none }")
                    + ", posterior { type = none, sparsity.weight = 1 }"),
            model("vae with gaussian values", vae + ", likelihood { type = gaussian }"),
            model("vae with a mixture", vae + ", prior { type = mixture, components = 3 }"),
            model("vae with diffusion", vae + ", prior { type = diffusion, epochs = 1 }"),
            model("vae with a plateau", vae + ", fit.schedule { type = plateau }"),
            model(
                "vae of dense layers",
                vae.replace("{ channels = [4, 4] }", "{ type = dense, hidden = [20] }")),
            model("vae by sgd", vae + ", fit.optimizer.algorithm = sgd"),
            model("vae by rmsprop", vae + ", fit.optimizer.algorithm = rmsprop"),
            model("vae of objects", vae + ", objective.augmentation { type = objects }"),
            model("vae of itself", vae + ", objective.augmentation { type = none }"),
            model(
                "dcgan",
                "type = dcgan, channels = [8, 4], latent-size = 4, fit { epochs = 2, min-steps = 0,"
                    + " batch-size = 32 }"),
            found("hdbscan", ClustererProvider.class, "type = hdbscan, min-cluster-size = 5"),
            found(
                "hdbscan by leaves",
                ClustererProvider.class,
                "type = hdbscan, min-cluster-size = 5, selection = leaf"),
            found("k-means", ClustererProvider.class, "type = k-means, classes = 3"),
            found("umap", ProjectorProvider.class, "type = umap, epochs = 20"),
            found("pca", ProjectorProvider.class, "type = pca, dimensions = 2"),
            feature("gradients"),
            feature("elastic-gradients"),
            feature("pixels"))
        .filter(one -> CHOSEN.matcher(one.name).find());
  }

  private static Map<String, String> others() {
    Map<String, String> all = new TreeMap<>();
    all.put("engine", "PyTorch");
    all.put("fit.optimizer.weight-decay", "0.9");
    all.put("fit.min-steps", "40");
    all.put("fit.averaging", "0.5");
    all.put("posterior.kl-warm-up", "2");
    all.put("architecture.channels", "[4, 8]");
    all.put("architecture.hidden", "[40]");
    all.put("architecture.normalization", "none");
    all.put("condition.by", "attribute");
    all.put("condition.attribute", "site");
    all.put("objective.corruption.kind", "masking");
    all.put("fit.optimizer.algorithm", "adam");
    all.put("posterior.activation", "relu");
    all.put("posterior.sparsity.penalty", "kl");
    all.put("likelihood.binarization", "dynamic");
    all.put("likelihood.output", "identity");
    all.put("prior.covariance", "diagonal");
    all.put("objective.augmentation.mask", "{ share = 1, columns = 4, rows = 4 }");
    all.put("generator-rate", "0.01");
    all.put("channels", "[4, 4]");
    all.put("min-cluster-share", "0.2");
    all.put("min-samples", "3");
    all.put("cluster-selection-epsilon-max", "0.1");
    all.put("max-cluster-size", "20");
    all.put("selection", "leaf");
    all.put("metric", "cosine");
    all.put("resolution", "persistence");
    all.put("cluster-selection-epsilon", "3");
    all.put("restarts", "1");
    all.put("max-iterations", "1");
    all.put("tolerance", "100");
    all.put("init", "random");
    all.put("solver", "randomised");
    all.put("epochs", "7");
    all.put("frame", "moments");
    all.put("contrast", "ink");
    return all;
  }

  private static Map<String, String> unseen() {
    Map<String, String> all = new TreeMap<>();
    for (String model : List.of("vae", "dcgan")) {
      all.put(model + " fit.patience", "two epochs do not show it");
      all.put(model + " fit.schedule.patience", "likewise");
    }
    all.put("vae objective.classifier.weight", "a training without classes has no head");
    return all;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void a_setting_has_an_effect_or_is_told_to_have_none(Subject subject) throws Exception {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    Path points = points(temporary.resolve("points.csv"));
    Settings own = Settings.parse("drill", "{ " + subject.text + " }");
    Settings all = Plugins.discover().resolve(kind(subject), own);
    Map<String, Optional<String>> keys = new LinkedHashMap<>();
    collect(all, "", keys);
    Ran unchanged = run(subject, "", bars, points);
    assertThat(unchanged.status).as(unchanged.said).isZero();
    Map<String, String> before = unchanged.contents;
    List<String> silent = new ArrayList<>();
    int changed = 0;
    int refused = 0;
    int told = 0;
    for (Map.Entry<String, Optional<String>> each : keys.entrySet()) {
      String outcome = "no other value";
      String tried = "";
      for (String value : values(each.getKey(), each.getValue())) {
        Ran ran = run(subject, each.getKey() + " = " + value, bars, points);
        tried = value;
        outcome =
            ran.said.contains(each.getKey() + " has no effect")
                ? "told"
                : ran.status != 0
                    ? "refused: " + ran.said.lines().reduce((a, b) -> b).orElse("")
                    : ran.contents.equals(before) ? "silent" : "changed";
        if (!outcome.startsWith("refused")) {
          break;
        }
      }
      System.out.println(subject + ": " + each.getKey() + " = " + tried + ": " + outcome);
      changed += outcome.equals("changed") ? 1 : 0;
      told += outcome.equals("told") ? 1 : 0;
      refused += outcome.startsWith("refused") ? 1 : 0;
      if (outcome.equals("silent")
          && !UNSEEN.containsKey(subject.name.split(" ")[0] + " " + each.getKey())) {
        silent.add(each.getKey() + " = " + tried);
      }
    }
    System.out.printf(
        "%s: %d settings: %d changed what is found, %d were told, %d refused%n",
        subject, keys.size(), changed, told, refused);
    assertThat(silent).as(subject.name).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <P extends Provider<?>> Class<P> kind(Subject subject) {
    return (Class<P>) subject.kind;
  }

  private static void collect(Settings block, String before, Map<String, Optional<String>> keys) {
    for (String key : block.keys()) {
      if (block.isBlock(key)) {
        collect(block.at(key), before + key + ".", keys);
      } else if (!key.equals("type")) {
        keys.put(before + key, block.text(key));
      }
    }
  }

  /** Other values to try, the next where one is refused. */
  private static List<String> values(String key, Optional<String> usual) {
    if (OTHERS.containsKey(key) && !usual.equals(Optional.of(OTHERS.get(key)))) {
      return List.of(OTHERS.get(key));
    }
    String text = usual.orElse("");
    if (text.equals("true") || text.equals("false")) {
      return List.of(text.equals("true") ? "false" : "true");
    }
    try {
      double number = Double.parseDouble(text);
      if (text.matches("-?\\d+")) {
        return number == 0
            ? List.of("1", "4", "0.5")
            : List.of(
                "" + (int) (2 * number),
                "" + (int) Math.max(1, number / 2),
                "" + (int) (number + 1));
      }
      return number == 0
          ? List.of("0.3", "1")
          : List.of("" + number / 2, "" + number * 1.5, "" + (1 + number) / 2);
    } catch (NumberFormatException notOne) {
      return List.of();
    }
  }

  /** What a run ended with, said, and found. */
  private record Ran(int status, String said, Map<String, String> contents) {}

  private Ran run(Subject subject, String change, Path bars, Path points) throws IOException {
    Path output = temporary.resolve("run");
    String text = subject.text + (change.isEmpty() ? "" : ", " + change);
    String block =
        subject.block.endsWith("features")
            ? subject.block + " = [{ " + text + " }]"
            : subject.block + " { " + text + " }";
    Path file = Files.writeString(temporary.resolve("drill.conf"), block + "\n");
    List<String> arguments = new ArrayList<>(List.of(subject.command));
    if (subject.command.equals("cluster")) {
      arguments.add(points.toString());
    } else {
      arguments.addAll(
          List.of("-D", "decipher.dataset={ type = mnist, directory = \"" + bars + "\" }"));
    }
    if (subject.command.equals("discover")) {
      arguments.addAll(
          List.of(
              "-D",
              "decipher.model={ type = vae, architecture { channels = [4, 4] }, fit { epochs = 1,"
                  + " min-steps = 0 } }",
              "-D",
              "decipher.projector={ type = identity }",
              "-D",
              "decipher.clusterer={ type = k-means, classes = 3 }"));
    }
    for (String more : subject.more) {
      arguments.addAll(List.of("-D", more));
    }
    arguments.addAll(List.of("-c", file.toString(), "-o", output.toString()));
    TinyRuns.Answer answer = TinyRuns.decipher(arguments);
    Map<String, String> contents = new TreeMap<>();
    if (answer.status() == 0) {
      contents.putAll(TinyRuns.lasting(output));
      contents
          .keySet()
          .removeIf(
              name ->
                  Set.of("decipher.conf", "manifest.sha256", "report.html", "warnings.txt")
                          .contains(name.substring(name.lastIndexOf('/') + 1))
                      || name.endsWith(".conf"));
      contents.replaceAll(
          (name, bytes) ->
              name.endsWith("report.json") || name.endsWith("training.json")
                  ? bytes.replaceAll("(?s)\"(about|settings|model)\":\\{.*", "")
                  : bytes);
    }
    if (Files.exists(output)) {
      try (Stream<Path> tree = Files.walk(output)) {
        for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return new Ran(answer.status(), answer.out() + answer.err(), contents);
  }

  /** Three groups of points, one of them in two parts, and some between. */
  private static Path points(Path file) throws IOException {
    java.util.SplittableRandom random = new java.util.SplittableRandom(4);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      double x = i % 3 * 6 + (i % 6 < 3 ? 0 : 1.5) + random.nextDouble();
      double y = i % 3 * 2 + random.nextDouble() * (1 + i % 3);
      text.append(x + "," + y + "," + (3 + x - y + random.nextDouble()) + "\n");
    }
    return Files.writeString(file, text);
  }
}
