package io.decipher.runtime.internal.gallery;

import io.decipher.api.Conditional;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.LatentSpace;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.internal.pipeline.Exemplars;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.Mode;
import io.decipher.runtime.report.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Draws the pictures of a run directory. Samples that are no images are not drawn. */
public final class Gallery {
  private static final int SAMPLES = 10;

  private Gallery() {}

  /** Draws {@code exemplars.png}: a row of most typical samples a class. */
  public static void writeExemplars(
      View view, FloatMatrix samples, SampleShape shape, int count, RunDirectory directory) {
    if (!Pictures.canShow(shape) || view.classes() == 0) {
      return;
    }
    List<FloatMatrix> rows = Arrays.stream(Exemplars.of(view, count)).map(samples::select).toList();
    Pictures.writeRows(directory, "exemplars.png", rows, shape, numbers(view.classes()));
  }

  /** Draws {@code modes.png}: a row of most typical samples a small group, by their numbers. */
  public static void writeModes(
      List<Mode> modes, FloatMatrix samples, SampleShape shape, RunDirectory directory) {
    if (!Pictures.canShow(shape) || modes.isEmpty()) {
      return;
    }
    List<FloatMatrix> rows =
        modes.stream()
            .map(
                mode ->
                    samples.select(mode.exemplars().stream().mapToInt(Integer::intValue).toArray()))
            .toList();
    List<String> captions = modes.stream().map(Gallery::caption).toList();
    Pictures.writeRows(directory, "modes.png", rows, shape, captions);
  }

  private static String caption(Mode mode) {
    return mode.number()
        + (mode.joined() ? " to " + mode.first() : mode.own().isPresent() ? " kept" : " ?");
  }

  /** Draws {@code samples.png}, {@code projection.png} and {@code latent.png}. */
  public static void write(
      View view,
      List<View> compared,
      TrainedModel model,
      SampleShape shape,
      RunDirectory directory,
      RunContext run) {
    if (Pictures.canShow(shape)) {
      writeSamples(model, shape, directory, run);
    }
    Labels labels = view.found().labels();
    Pictures.writeMap(directory, "projection.png", view.projection(), labels);
    // The map of the model's latent space where one was made, coloured by the classes found.
    List<View> all = new ArrayList<>(List.of(view));
    all.addAll(compared);
    View latent =
        all.stream()
            .filter(one -> one.features().equals(List.of(FeatureEntry.LATENT)))
            .findFirst()
            .orElse(view);
    Pictures.writeMap(directory, "latent.png", latent.projection(), labels);
  }

  /**
   * Draws {@code samples.png}: new samples, a row a class where the model knows classes; and {@code
   * manifold.png}, where its latent space is a plane.
   */
  public static void writeSamples(
      TrainedModel model, SampleShape shape, RunDirectory directory, RunContext run) {
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
      Pictures.writeRows(directory, "samples.png", rows, shape, numbers(conditional.classes()));
      return;
    }
    FloatMatrix sheet = model.generate(SAMPLES * SAMPLES, run.random("samples"));
    Pictures.write(directory, "samples.png", sheet, shape, SAMPLES);
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
