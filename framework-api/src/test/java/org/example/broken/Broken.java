// SPDX-License-Identifier: Apache-2.0
package org.example.broken;

import io.decipher.api.Candidate;
import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.Conditional;
import io.decipher.api.Dataset;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.Evaluator;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyAssigner;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.OutlierScores;
import io.decipher.api.Preprocessor;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.EvaluatorProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.SampleReaderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Plugins of a third party, each of which breaks what it is told to and keeps the rest. */
public final class Broken {
  private Broken() {}

  private static FloatMatrix rows(int rows, int columns, float value) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, value);
    return FloatMatrix.wrap(rows, columns, values);
  }

  private static FoundClasses classes(int n) {
    return new FoundClasses(Labels.of(new int[n]), rows(n, 1, 1));
  }

  /** The clusterer: breaks {@code fit}, {@code classes}, {@code cut} or {@code outliers}. */
  public record Clustering(String breaks) implements ClustererProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public Class<?> yields() {
      return breaks.equals("yields") ? TrainedModel.class : Model.class;
    }

    @Override
    public Clusterer create(Settings settings) {
      return breaks.equals("create")
          ? null
          : (points, run) -> breaks.equals("fit") ? null : new Model(breaks, points.rows());
    }
  }

  private record Model(String breaks, int n) implements ClusterModel, Hierarchy, OutlierScores {
    @Override
    public FoundClasses classes() {
      return breaks.equals("classes") ? Broken.classes(n - 1) : Broken.classes(n);
    }

    @Override
    public FoundClasses cut(int minClusterSize) {
      return Broken.classes(breaks.equals("cut") ? n + 2 : n);
    }

    @Override
    public FloatMatrix outlierScores() {
      return rows(n, 1, breaks.equals("outliers") ? Float.NaN : 0);
    }
  }

  /** The projector: breaks {@code points} or {@code project}. */
  public record Projecting(String breaks) implements ProjectorProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public Class<?> yields() {
      return Projection.class;
    }

    @Override
    public Projector create(Settings settings) {
      return (points, run) ->
          new OutOfSampleProjection() {
            @Override
            public FloatMatrix points() {
              return rows(points.rows(), 2, breaks.equals("points") ? Float.POSITIVE_INFINITY : 0);
            }

            @Override
            public FloatMatrix project(FloatMatrix others, RunContext context) {
              return rows(others.rows() + (breaks.equals("project") ? 1 : 0), 2, 0);
            }
          };
    }
  }

  /**
   * The extractor: breaks {@code fit}, {@code encode}, {@code candidates}, {@code throws}, {@code
   * nameless} or {@code settings}, the last ones by its candidates.
   */
  public record Extracting(String breaks) implements FeatureExtractorProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      return (samples, run) -> breaks.equals("fit") ? null : (some, context) -> null;
    }

    @Override
    public List<Candidate> candidates(SampleType type) {
      return switch (breaks) {
        case "candidates" -> null;
        case "throws" -> throw new IllegalStateException("no idea");
        case "nameless" -> List.of(new Candidate(null, Settings.parse("own", "type = broken")));
        default -> List.of(new Candidate("fine", Settings.parse("own", "type = brokn")));
      };
    }
  }

  /** The preprocessor: breaks {@code apply}. */
  public record Preparing(String breaks) implements PreprocessorProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public Preprocessor create(Settings settings) {
      return (samples, run) -> samples.slice(0, samples.count() - 1);
    }
  }

  /** The data set: breaks {@code type} or {@code truth}. */
  public record Data(String breaks) implements DatasetProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public Dataset create(Settings settings) {
      return new Dataset() {
        @Override
        public SampleType type() {
          return SampleType.vector(breaks.equals("type") ? 3 : 2);
        }

        @Override
        public Samples train() {
          return Samples.of(rows(4, 2, 0), SampleType.vector(2));
        }

        @Override
        public java.util.Optional<io.decipher.api.GroundTruth> truth() {
          return null;
        }
      };
    }
  }

  /** The reader: gives nothing. */
  public record Reading() implements SampleReaderProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "reads nothing";
    }

    @Override
    public SampleReader create(Settings settings) {
      return new SampleReader() {
        @Override
        public boolean accepts(Path path) {
          return true;
        }

        @Override
        public Samples read(Path path, RunContext run) {
          return null;
        }
      };
    }
  }

  /** The evaluator: gives a measure without a value. */
  public record Evaluating() implements EvaluatorProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "measures nothing";
    }

    @Override
    public Class<?> yields() {
      return Evaluator.class;
    }

    @Override
    public Evaluator create(Settings settings) {
      return (drawn, real, run) -> {
        Map<String, Double> measures = new java.util.HashMap<>();
        measures.put("quality", null);
        return measures;
      };
    }
  }

  /**
   * The model: breaks {@code train}, {@code generate}, {@code encode}, {@code decode} and so on.
   */
  public record Modelling(String breaks) implements GenerativeModelProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String description() {
      return "breaks " + breaks;
    }

    @Override
    public Class<?> yields() {
      return TrainedModel.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new GenerativeModel() {
        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          return breaks.equals("train") ? null : new Trained(breaks, set.type());
        }

        @Override
        public TrainedModel load(Path directory) {
          return null;
        }
      };
    }
  }

  private record Trained(String breaks, SampleType ofTraining)
      implements TrainedModel, Conditional, Encoder, Decoder, NoveltyAssigner {
    @Override
    public SampleType type() {
      return breaks.equals("type") ? SampleType.vector(99) : ofTraining;
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return rows(count - (breaks.equals("generate") ? 1 : 0), type().size(), 0);
    }

    @Override
    public int classes() {
      return 1;
    }

    @Override
    public FloatMatrix generate(int label, int count, RandomGenerator random) {
      return rows(count, type().size() + (breaks.equals("conditional") ? 1 : 0), 0);
    }

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      return rows(samples.count(), 3, breaks.equals("encode") ? Float.NaN : 0);
    }

    @Override
    public FloatMatrix decode(FloatMatrix latents, RunContext run) {
      return rows(latents.rows(), breaks.equals("decode") ? 1 : type().size(), 0);
    }

    @Override
    public FoundClasses assign(Samples samples, RunContext run) {
      return Broken.classes(samples.count());
    }

    @Override
    public FloatMatrix noveltyScores(Samples samples, RunContext run) {
      return rows(samples.count(), 1, 0);
    }

    @Override
    public Assigned assignWithNovelty(Samples samples, RunContext run) {
      int n = samples.count();
      return new Assigned(
          Broken.classes(breaks.equals("labels") ? n - 1 : n),
          rows(n, 1, breaks.equals("scores") ? Float.NaN : 0));
    }

    @Override
    public void save(Path directory) throws IOException {
      throw new IOException("there is no room");
    }

    @Override
    public void close() {}
  }
}
