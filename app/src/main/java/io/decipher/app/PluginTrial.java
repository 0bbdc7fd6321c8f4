// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.CancellationToken;
import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.Conditional;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.Evaluator;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Hierarchy;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.OutlierScores;
import io.decipher.api.PointAssigner;
import io.decipher.api.Preprocessor;
import io.decipher.api.ProgressListener;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.Provider;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plugin on a little synthetic data, and checks some of the guarantees of its kind: the same
 * result for the same seed, unchanged input, rejection of non-finite values, termination when
 * cancelled. The contracts of decipher-testkit check more; they are JUnit tests, and not part of
 * the program.
 */
final class PluginTrial {
  private static final int SECONDS = 60;
  private static final int GROUPS = 3;
  private static final int MEMBERS = 60;
  private static final int COUNT = 5;

  private final Provider<?> provider;
  private final Consumer<String> good;
  private final Consumer<String> bad;
  private final Consumer<String> note;

  PluginTrial(
      Provider<?> provider, Consumer<String> good, Consumer<String> bad, Consumer<String> note) {
    this.provider = provider;
    this.good = good;
    this.bad = bad;
    this.note = note;
  }

  /** Tries out a plugin instance. */
  void of(Object plugin) {
    CancellationToken late = new CancellationToken();
    try (Deadline deadline = new Deadline()) {
      ScheduledFuture<?> end = deadline.after(SECONDS, late);
      dispatch(plugin, late);
      end.cancel(false);
    } catch (CancellationException e) {
      note.accept("with its defaults, it did not finish a little data within " + SECONDS + " s");
    }
  }

  private void dispatch(Object plugin, CancellationToken late) {
    if (plugin instanceof Clusterer clusterer) {
      clusterer(clusterer, late);
    } else if (plugin instanceof Projector projector) {
      projector(projector, late);
    } else if (plugin instanceof FeatureExtractor extractor) {
      extractor(extractor, late);
    } else if (plugin instanceof Preprocessor preprocessor) {
      preprocessor(preprocessor, late);
    } else if (plugin instanceof GenerativeModel model) {
      model(model, late);
    } else if (plugin instanceof Dataset dataset) {
      dataset(dataset);
    } else if (plugin instanceof Evaluator evaluator) {
      evaluator(evaluator, late);
    } else {
      note.accept("it needs files of yours, so it is not tried here");
    }
  }

  private static RunContext run(CancellationToken late) {
    return RunContext.of(1, ProgressListener.none(), late);
  }

  private void clusterer(Clusterer clusterer, CancellationToken late) {
    FloatMatrix points = blobs(2);
    fitted(
        "it clusters " + points.rows() + " points in the plane",
        points,
        given -> {
          ClusterModel model = clusterer.fit(given, run(late));
          if (model instanceof Hierarchy hierarchy) {
            hierarchy.cut(2);
          }
          if (model instanceof OutlierScores scores) {
            scores.outlierScores();
          }
          if (model instanceof PointAssigner assigner) {
            assigner.assign(given.slice(0, COUNT), run(late));
          }
          return model.classes();
        });
    stops(cancelled -> clusterer.fit(points, cancelled));
  }

  private void projector(Projector projector, CancellationToken late) {
    FloatMatrix points = blobs(10);
    fitted(
        "it lays " + points.rows() + " points out",
        points,
        given -> {
          Projection projection = projector.fit(given, run(late));
          if (projection instanceof OutOfSampleProjection placing) {
            placing.project(given.slice(0, COUNT), run(late));
          }
          return projection.points();
        });
    stops(cancelled -> projector.fit(points, cancelled));
  }

  /** Fits points twice, then points with a non-finite value. */
  private void fitted(String what, FloatMatrix points, Function<FloatMatrix, Object> fit) {
    FloatMatrix before = copy(points);
    Object first = tried(what, () -> fit.apply(points));
    if (first == null) {
      return;
    }
    holds(points.equals(before), "its input stays as it was");
    holds(first.equals(fit.apply(points)), "the same seed gives the same");
    float[] values = points.toArray();
    values[values.length - 1] = Float.NaN;
    FloatMatrix broken = FloatMatrix.wrap(points.rows(), points.columns(), values);
    try {
      String made = fit.apply(broken).getClass().getSimpleName();
      bad.accept(
          "it makes "
              + made
              + " of a point that is not a number; refuse such points, naming row"
              + " and column");
    } catch (DecipherException | IllegalArgumentException e) {
      good.accept("it refuses a point that is not a number");
    }
  }

  private void extractor(FeatureExtractor extractor, CancellationToken late) {
    Samples samples = samples();
    if (!takes(() -> extractor.check(samples.type()))) {
      return;
    }
    FloatMatrix all =
        tried(
            "it makes features of " + samples.count() + " samples",
            () -> extractor.fit(samples, run(late)).encode(samples, run(late)));
    if (all == null) {
      return;
    }
    Encoder encoder = extractor.fit(samples, run(late));
    holds(all.equals(encoder.encode(samples, run(late))), "the same seed gives the same");
    holds(
        isNear(encoder.encode(samples.slice(1, COUNT), run(late)), all.slice(1, COUNT)),
        "a sample's features do not depend on the samples beside it");
    stops(cancelled -> extractor.fit(samples, cancelled).encode(samples, cancelled));
  }

  private void preprocessor(Preprocessor preprocessor, CancellationToken late) {
    Samples samples = samples();
    if (!takes(() -> preprocessor.check(samples.type()))) {
      return;
    }
    FloatMatrix all =
        tried(
            "it changes " + samples.count() + " samples",
            () -> preprocessor.apply(samples, run(late)).toMatrix());
    if (all != null) {
      holds(
          preprocessor
              .apply(samples.slice(1, COUNT), run(late))
              .toMatrix()
              .equals(all.slice(1, COUNT)),
          "what a sample becomes does not depend on the samples beside it");
    }
  }

  private void model(GenerativeModel model, CancellationToken late) {
    Samples samples = samples();
    if (!takes(() -> model.check(samples.type()))) {
      return;
    }
    TrainingSet set = TrainingSet.of(samples, Optional.empty());
    TrainedModel trained =
        tried("it learns from " + samples.count() + " samples", () -> model.train(set, run(late)));
    if (trained == null) {
      return;
    }
    try (trained) {
      FloatMatrix drawn =
          tried("it generates", () -> trained.generate(COUNT, new SplittableRandom(1)));
      if (drawn != null) {
        holds(
            drawn.equals(trained.generate(COUNT, new SplittableRandom(1))),
            "the random numbers decide what it generates");
      }
      if (trained instanceof Encoder encoder) {
        tried("it encodes", () -> encoder.encode(samples, run(late)));
      }
      if (trained instanceof Conditional conditional && conditional.classes() > 0) {
        tried("it generates of a class", () -> conditional.generate(0, 2, new SplittableRandom(1)));
      }
    }
    stops(cancelled -> model.train(set, cancelled).close());
  }

  private void dataset(Dataset dataset) {
    Samples samples;
    try {
      samples = dataset.samples();
      good.accept("its samples can be read");
    } catch (DecipherException e) {
      note.accept(
          "its data cannot be read with these settings, so it is not tried; say where they are"
              + " with -D: "
              + e.getMessage());
      return;
    } catch (RuntimeException | LinkageError e) {
      bad.accept("its samples can be read: no; it throws " + e);
      return;
    }
    holds(
        samples.count() == dataset.train().count() + dataset.test().count(),
        "training samples and test samples together are all samples");
    holds(samples.sha256().equals(dataset.samples().sha256()), "reading again gives the same");
  }

  private void evaluator(Evaluator evaluator, CancellationToken late) {
    Samples samples = samples();
    if (takes(() -> evaluator.check(samples.type()))) {
      tried("it measures", () -> evaluator.evaluate(samples, samples, run(late)));
    }
  }

  private <R> @Nullable R tried(String what, java.util.concurrent.Callable<R> work) {
    try {
      R result = work.call();
      good.accept(what);
      return result;
    } catch (CancellationException e) {
      throw e;
    } catch (DecipherException e) {
      bad.accept(what + ": no; " + e.getMessage());
    } catch (Exception | LinkageError e) {
      bad.accept(what + ": no; it throws " + e);
    }
    return null;
  }

  /** Returns whether a plugin accepts samples of the type that it is tried out with. */
  private boolean takes(Runnable check) {
    try {
      check.run();
      return true;
    } catch (DecipherException e) {
      note.accept("it is not tried on made-up samples: " + e.getMessage());
      return false;
    }
  }

  private void stops(Consumer<RunContext> work) {
    CancellationToken cancelled = new CancellationToken();
    cancelled.cancel();
    try {
      work.accept(RunContext.of(1, ProgressListener.none(), cancelled));
      bad.accept("it continues after the run was cancelled; call run.step(…) regularly");
    } catch (CancellationException e) {
      good.accept("it stops when the run is cancelled");
    } catch (RuntimeException e) {
      bad.accept("when the run is cancelled, it throws " + e);
    }
  }

  private void holds(boolean kept, String what) {
    (kept ? good : bad).accept(kept ? what : "this does not hold: " + what);
  }

  /** Returns 28 x 28 images of blobs, or vectors of ten numbers if images are not accepted. */
  private Samples samples() {
    SampleType image = SampleType.image(28, 28);
    SampleType type =
        List.of(image, SampleType.vector(10)).stream()
            .filter(provider::accepts)
            .findFirst()
            .orElse(image);
    SplittableRandom random = new SplittableRandom(20261130);
    float[] values = new float[64 * type.size()];
    for (int i = 0; i < values.length; i++) {
      int sample = i / type.size();
      double place = (i % type.size()) / (double) type.size();
      double centre = (1 + sample % 4) / 5.0;
      double near = Math.exp(-Math.pow((place - centre) * 8, 2));
      values[i] = (float) Math.min(1, 0.9 * near + 0.1 * random.nextDouble());
    }
    return Samples.of(FloatMatrix.wrap(64, type.size(), values), type);
  }

  /** Returns well separated groups of points. */
  private static FloatMatrix blobs(int dimensions) {
    SplittableRandom random = new SplittableRandom(20261130);
    float[] values = new float[GROUPS * MEMBERS * dimensions];
    for (int i = 0; i < values.length; i++) {
      int group = i / dimensions / MEMBERS;
      boolean own = i % dimensions == group % dimensions;
      values[i] = (float) ((own ? 20 * (1 + group / dimensions) : 0) + random.nextGaussian());
    }
    return FloatMatrix.wrap(GROUPS * MEMBERS, dimensions, values);
  }

  private static boolean isNear(FloatMatrix some, FloatMatrix others) {
    float[] first = some.toArray();
    float[] second = others.toArray();
    boolean near = first.length == second.length;
    for (int i = 0; near && i < first.length; i++) {
      near = Math.abs(first[i] - second[i]) <= 1e-5 * Math.max(1, Math.abs(second[i]));
    }
    return near;
  }

  private static FloatMatrix copy(FloatMatrix matrix) {
    return FloatMatrix.wrap(matrix.rows(), matrix.columns(), matrix.toArray());
  }
}
