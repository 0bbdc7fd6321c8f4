// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.numerics.EvenlySpaced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Scores generated handwritten digits against real ones, with a small classifier that was trained
 * on MNIST's labels for this purpose only.
 *
 * <p>Its weights contain the labels given by people, so it must never influence anything that finds
 * classes or trains a model. It reads no labels itself: the digit of the one-digit control is as
 * predicted by the classifier.
 *
 * <p>Every set it scores has {@value #SAMPLES} samples, because most figures depend on the sample
 * size. FID-LeNet is measured against all training images, and near-copies are sought among all of
 * them; precision, recall, density and coverage are measured against {@value #SAMPLES} of them,
 * evenly spaced.
 *
 * <pre>{@code
 * Judge judge = Judge.of(train, test, SampleType.image(28, 28), run);
 * Judgement judgement = judge.judge(model.generate(Judge.SAMPLES, random), run);
 * }</pre>
 */
public final class Judge {
  /** The number of samples per judgement, and of images per control. */
  public static final int SAMPLES = 10_000;

  private static final int NEIGHBOUR = 3;
  private static final int SPLITS = 10;

  /**
   * The probability from which the classifier is sure of a digit, and the least share of test
   * images for which it must be.
   */
  private static final double SURE = 0.9;

  private static final double LEAST_SURE = 0.9;

  private final LeNet net;
  private final int count;
  private final Gaussian real;
  private final Fidelity.Reference reference;
  private final Copies copies;
  private final Judgement.Controls controls;

  private Judge(LeNet net, FloatMatrix train, FloatMatrix test, int count, RunContext run) {
    this.net = net;
    this.count = count;
    LeNet.Reading tested = net.read(test, "judging test images", run);
    checkSure(sure(tested.probabilities()));
    LeNet.Reading trained = net.read(train, "judging training images", run);
    this.real = Gaussian.of(trained.features());
    this.reference =
        new Fidelity.Reference(
            trained.features().select(EvenlySpaced.of(train.rows(), count)), NEIGHBOUR, run);
    this.copies = new Copies(train, test, LeNet.SIDE, run);
    int digit = mostFrequent(trained.digits());
    this.controls =
        new Judgement.Controls(
            figures(test, run),
            figures(noise(run.random("judge/noise")), run),
            digit,
            figures(oneDigit(train, trained.digits(), digit, run.random("judge/one-digit")), run));
  }

  /**
   * Creates a judge from real images, and scores its controls.
   *
   * @param train real images that models are trained on, (n x 784), n of {@value #SAMPLES} or more,
   *     in [0, 1]
   * @param test real images that the judge was not trained on, (m x 784), likewise
   * @param shape the sample type of the images
   * @param run for progress, cancellation and the random numbers of the controls
   * @throws DecipherException if the images are not single-channel handwritten digits of 28 x 28
   *     pixels, or too few
   * @implNote about a minute on two cores for MNIST's 70,000 images
   */
  public static Judge of(FloatMatrix train, FloatMatrix test, SampleType shape, RunContext run) {
    return of(train, test, shape, SAMPLES, run);
  }

  /** Creates a judge for another number of samples, for tests. */
  static Judge of(
      FloatMatrix train, FloatMatrix test, SampleType shape, int count, RunContext run) {
    check(shape);
    check("training images", train, count);
    check("test images", test, count);
    return new Judge(
        LeNet.frozen(), train, test.select(EvenlySpaced.of(test.rows(), count)), count, run);
  }

  /**
   * Checks what can be known before any work: whether samples of this shape can be judged.
   *
   * @throws DecipherException if they cannot; the message gives the reason
   */
  public static void check(SampleType shape) {
    if (!shape.equals(SampleType.image(LeNet.SIDE, LeNet.SIDE))) {
      throw new DecipherException(
          "the judge cannot score samples of "
              + shape
              + ": it is a classifier of handwritten digits, and accepts 1 x 28 x 28 only");
    }
  }

  /**
   * Checks samples before any work.
   *
   * @throws DecipherException if {@link #judge} does not accept them; the message gives the reason
   */
  public static void check(FloatMatrix samples) {
    check(samples, SAMPLES);
  }

  private static void check(FloatMatrix samples, int count) {
    check("samples", samples, count);
    if (samples.rows() > count) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "there are %,d samples; the judge scores exactly %,d, since its figures depend on"
                  + " the number of samples",
              samples.rows(),
              count));
    }
  }

  private static void check(String name, FloatMatrix images, int atLeast) {
    if (images.columns() != LeNet.SIDE * LeNet.SIDE) {
      throw new DecipherException(
          "the "
              + name
              + " have "
              + images.columns()
              + " values each; expected the 784 of a digit in 28 x 28 pixels, since the judge"
              + " accepts nothing else");
    }
    if (images.rows() < atLeast) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "there are %,d %s; the judge needs %,d, since its figures depend on the number of"
                  + " samples",
              images.rows(),
              name,
              atLeast));
    }
    float[] row = new float[images.columns()];
    for (int i = 0; i < images.rows(); i++) {
      images.copyRows(i, 1, row, 0);
      for (int j = 0; j < row.length; j++) {
        if (!(row[j] >= 0 && row[j] <= 1)) {
          throw new DecipherException(
              "row "
                  + i
                  + " of the "
                  + name
                  + " has the value "
                  + row[j]
                  + " in column "
                  + j
                  + "; expected pixels in [0, 1], 0 for paper and 1 for ink");
        }
      }
    }
  }

  private static void checkSure(double share) {
    if (share < LEAST_SURE) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "the judge is sure which digit it sees in only %.0f %% of the test images; it was"
                  + " trained on MNIST's handwritten digits and can score nothing else, and"
                  + " these do not seem to be such digits (white on black, centred)",
              100 * share));
    }
  }

  private static int mostFrequent(int[] digits) {
    int[] histogram = new int[LeNet.CLASSES];
    int most = 0;
    for (int digit : digits) {
      histogram[digit]++;
    }
    for (int digit = 1; digit < histogram.length; digit++) {
      most = histogram[digit] > histogram[most] ? digit : most;
    }
    return most;
  }

  private FloatMatrix noise(RandomGenerator random) {
    float[] values = new float[count * LeNet.SIDE * LeNet.SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return FloatMatrix.wrap(count, LeNet.SIDE * LeNet.SIDE, values);
  }

  private FloatMatrix oneDigit(FloatMatrix train, int[] digits, int digit, RandomGenerator random) {
    int[] those = IntStream.range(0, digits.length).filter(i -> digits[i] == digit).toArray();
    int[] drawn = new int[count];
    Arrays.setAll(drawn, i -> those[random.nextInt(those.length)]);
    return train.select(drawn);
  }

  /**
   * Scores samples.
   *
   * @param samples ({@value #SAMPLES} x 784), in [0, 1]
   * @throws DecipherException if they do not have this form
   */
  public Judgement judge(FloatMatrix samples, RunContext run) {
    check(samples, count);
    return new Judgement(
        net.sha256(), net.testAccuracy(), count, figures(samples, run), controls, Optional.empty());
  }

  private Figures figures(FloatMatrix samples, RunContext run) {
    LeNet.Reading reading = net.read(samples, "judging samples", run);
    return figures(reading, real, reference, copies.among(samples, run), run);
  }

  /**
   * Returns the figures of samples compared with real ones, without controls and without copies,
   * which are sought among training images only.
   *
   * @param drawn ({@value #SAMPLES} x 784), in [0, 1]
   * @param real likewise, {@value #SAMPLES} or more
   * @throws DecipherException if they do not have this form
   */
  static Map<String, Double> figures(FloatMatrix drawn, FloatMatrix real, RunContext run) {
    check(drawn);
    check("real images", real, SAMPLES);
    LeNet net = LeNet.frozen();
    LeNet.Reading known = net.read(real, "judging real images", run);
    checkSure(sure(known.probabilities()));
    Fidelity.Reference reference =
        new Fidelity.Reference(
            known.features().select(EvenlySpaced.of(real.rows(), SAMPLES)), NEIGHBOUR, run);
    return figures(
            net.read(drawn, "judging samples", run),
            Gaussian.of(known.features()),
            reference,
            new Copies.Shares(Double.NaN, Double.NaN),
            run)
        .withoutCopies();
  }

  private static Figures figures(
      LeNet.Reading reading,
      Gaussian real,
      Fidelity.Reference reference,
      Copies.Shares near,
      RunContext run) {
    FloatMatrix probabilities = reading.probabilities();
    Fidelity fidelity = reference.compare(reading.features(), run);
    ClassUse use = ClassUse.of(probabilities, SPLITS);
    return new Figures(
        real.frechetDistance(Gaussian.of(reading.features())),
        fidelity.precision(),
        fidelity.recall(),
        fidelity.density(),
        fidelity.coverage(),
        use.score(),
        use.scoreDeviation(),
        use.modes(),
        use.divergence(),
        sure(probabilities),
        near.copies(),
        near.close());
  }

  private static double sure(FloatMatrix probabilities) {
    int sure = 0;
    for (int i = 0; i < probabilities.rows(); i++) {
      for (int j = 0; j < probabilities.columns(); j++) {
        sure += probabilities.get(i, j) >= SURE ? 1 : 0;
      }
    }
    return (double) sure / probabilities.rows();
  }

  /**
   * Measures, for samples drawn from one class at a time, whether each class is a single digit.
   *
   * @param classes for each class, (count x 784), in [0, 1], 1 or more
   */
  public Purity purity(List<FloatMatrix> classes, RunContext run) {
    List<Purity.OfClass> each = new ArrayList<>();
    for (FloatMatrix samples : classes) {
      check("samples of class " + each.size(), samples, 1);
      int[] digits = net.read(samples, "judging class " + each.size(), run).digits();
      int digit = mostFrequent(digits);
      long named = Arrays.stream(digits).filter(one -> one == digit).count();
      each.add(new Purity.OfClass(digit, (double) named / digits.length, digits.length));
    }
    return new Purity(each);
  }
}
