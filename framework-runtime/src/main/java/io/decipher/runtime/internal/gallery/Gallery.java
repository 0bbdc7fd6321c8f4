// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Conditional;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.LatentSpace;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.internal.pipeline.Exemplars;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Draws the pictures of a run directory. Samples that are not images are not drawn. */
public final class Gallery {
  private static final int SAMPLES = 10;

  private Gallery() {}

  /** Draws {@code exemplars.png}: one row of most representative samples per class. */
  public static void writeExemplars(
      Stage view, Samples samples, int count, RunDirectory directory) {
    SampleType shape = samples.type();
    if (!Pictures.canShow(shape) || view.classes() == 0) {
      return;
    }
    List<FloatMatrix> rows =
        Arrays.stream(Exemplars.of(view, count))
            .map(exemplars -> samples.select(exemplars).toMatrix())
            .toList();
    Pictures.write(
        directory,
        "exemplars.png",
        Pictures.rows(rows, shape, Pictures.numbers(view.classes()))
            .headed("most typical samples, one row per class"));
  }

  /**
   * Draws {@code small-clusters.png}: one row of most representative samples per small cluster, by
   * number.
   */
  public static void writeSmallClusters(
      List<SmallCluster> small, Samples samples, RunDirectory directory) {
    SampleType shape = samples.type();
    if (!Pictures.canShow(shape) || small.isEmpty()) {
      return;
    }
    List<FloatMatrix> rows =
        small.stream()
            .map(
                cluster ->
                    samples
                        .select(cluster.exemplars().stream().mapToInt(Integer::intValue).toArray())
                        .toMatrix())
            .toList();
    List<String> captions = small.stream().map(Gallery::caption).toList();
    Pictures.write(
        directory,
        "small-clusters.png",
        Pictures.rows(rows, shape, captions)
            .headed("most typical samples of small clusters, and the class that each joined"));
  }

  private static String caption(SmallCluster cluster) {
    return cluster.number()
        + (cluster.joined()
            ? " to " + cluster.first()
            : cluster.own().isPresent() ? " kept" : " ?");
  }

  /**
   * Draws {@code samples.png}, {@code filters.png}, {@code projection.png} and {@code latent.png}.
   */
  public static void write(
      Stage view,
      List<Stage> compared,
      TrainedModel model,
      RunDirectory directory,
      RunContext run) {
    if (Pictures.canShow(model.type())) {
      writeSamples(model, directory, run);
      FilterPicture.write(model, directory);
    }
    Labels labels = view.found().labels();
    Pictures.writeMap(
        directory, "projection.png", title(view.features(), labels), view.projection(), labels);
    // Includes a map of the model's latent space if there is one, coloured by the classes found.
    List<Stage> all = new ArrayList<>(List.of(view));
    all.addAll(compared);
    Stage latent =
        all.stream()
            .filter(one -> one.features().equals(List.of(FeatureEntry.LATENT)))
            .findFirst()
            .orElse(view);
    Pictures.writeMap(
        directory, "latent.png", title(latent.features(), labels), latent.projection(), labels);
  }

  private static String title(List<String> features, Labels labels) {
    return String.format(
        Locale.ROOT,
        "%,d samples laid out by %s; %d classes",
        labels.size(),
        String.join(" and ", features),
        labels.classes());
  }

  /**
   * Draws {@code samples.png}: new samples, one row per class if the model is conditional; and
   * {@code manifold.png} if its latent space is two-dimensional.
   */
  public static void writeSamples(TrainedModel model, RunDirectory directory, RunContext run) {
    SampleType shape = model.type();
    if (model instanceof LatentSpace space) {
      LatentPictures pictures = new LatentPictures(space, shape, run);
      if (pictures.isPlane()) {
        pictures.writeManifold(directory);
      }
    }
    if (model instanceof Conditional conditional && conditional.classes() > 0) {
      List<FloatMatrix> rows =
          IntStream.range(0, conditional.classes())
              .mapToObj(
                  label -> conditional.generate(label, SAMPLES, run.random("samples/" + label)))
              .toList();
      Pictures.write(
          directory,
          "samples.png",
          Pictures.rows(rows, shape, Pictures.numbers(conditional.classes()))
              .headed("new samples drawn by the model, one row per class"));
      return;
    }
    FloatMatrix sheet = model.generate(SAMPLES * SAMPLES, run.random("samples"));
    Pictures.write(
        directory,
        "samples.png",
        Pictures.sheet(sheet, shape, SAMPLES).headed("new samples drawn by the model"));
  }
}
