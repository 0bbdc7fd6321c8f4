// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.djl.Check;
import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;

/**
 * How a network is trained: the part of a recipe that all models based on this module share.
 *
 * @param epochs the number of passes over the samples, with a validation after each, 1 or more
 * @param minSteps the minimum number of steps: if there are few samples, an epoch consists of
 *     several passes over them, so that all epochs together have at least as many; 0 or more
 * @param batchSize the number of samples per step, 2 or more
 * @param learningRate the maximum of the schedule
 * @param optimizer how gradients update the weights
 * @param schedule how the learning rate changes
 * @param warmUp the number of epochs, may be a fraction, during which the learning rate increases
 *     to the initial rate of the schedule
 * @param averaging the fraction of the moving average of weights that a step keeps, in [0, 1); 0
 *     for no average
 * @param validationShare the fraction of the samples, in [0, 1), held out for validation after each
 *     epoch
 * @param patience the number of epochs without improvement after which training stops; 0 for never
 */
public record Fit(
    int epochs,
    int minSteps,
    int batchSize,
    double learningRate,
    Optimization optimizer,
    Annealing schedule,
    double warmUp,
    double averaging,
    double validationShare,
    int patience) {
  /** Checks all settings. */
  public Fit {
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("min-steps", minSteps, 0);
    Check.atLeast("batch-size", batchSize, 2);
    Check.positive("learning-rate", learningRate);
    Check.between("warm-up", warmUp, 0, epochs);
    Check.share("averaging", averaging);
    Check.share("validation-share", validationShare);
    Check.atLeast("patience", patience, 0);
    if (validationShare == 0 && (patience > 0 || schedule instanceof Annealing.Plateau)) {
      throw new IllegalArgumentException(
          "validation-share must be above 0 for patience and for the schedule plateau, which watch"
              + " the held-out measure");
    }
  }

  /** Returns these settings with another number of epochs, to which the warm-up is limited. */
  public Fit lasting(int epochs) {
    return lasting(epochs, learningRate);
  }

  /**
   * Returns these settings with other epochs, to which the warm-up is limited, and another rate.
   */
  public Fit lasting(int epochs, double learningRate) {
    return new Fit(
        epochs,
        // Steps are reduced in proportion to epochs, so that an epoch has the same length.
        (int) Math.min(Integer.MAX_VALUE, (long) minSteps * epochs / this.epochs),
        batchSize,
        learningRate,
        optimizer,
        schedule,
        Math.min(warmUp, epochs),
        averaging,
        validationShare,
        patience);
  }

  /**
   * Returns the number of passes over the samples per epoch: 1, unless that gives too few steps.
   *
   * @param batches the number of batches per pass, 1 or more
   */
  public int passes(int batches) {
    long steps = (long) batches * epochs;
    return (int) Math.max(1, (minSteps + steps - 1) / steps);
  }

  /**
   * Returns the number of samples to hold out: at least {@code least}, unless none are held out.
   */
  public int heldOut(int samples, int least) {
    return validationShare == 0 ? 0 : (int) Math.max(least, Math.round(validationShare * samples));
  }

  /**
   * Returns the plan of a training.
   *
   * @param stage the name of the training in progress and metrics
   * @param stepsPerEpoch the number of batches per epoch
   * @param keepsBest whether the best weights are kept rather than the last
   * @param salvages as in {@link TrainingPlan}
   */
  public TrainingPlan plan(String stage, int stepsPerEpoch, boolean keepsBest, boolean salvages) {
    Annealing.Plateau plateau = schedule instanceof Annealing.Plateau lowers ? lowers : null;
    return new TrainingPlan(
        stage,
        epochs,
        schedule.schedule().afterWarmUp((int) Math.round(warmUp * stepsPerEpoch)),
        plateau == null ? 1 : plateau.factor(),
        plateau == null ? 1 : plateau.patience(),
        patience,
        keepsBest,
        salvages);
  }
}
