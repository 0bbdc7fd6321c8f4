// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.djl.Check;
import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;

/**
 * How a net is fitted to samples: for how long, by which steps, and which weights are kept. The
 * part of a recipe that every model on this module has alike.
 *
 * @param epochs passes over the samples, each measured at its end, 1 or more
 * @param minSteps the fewest steps that training has: with few samples an epoch is made of several
 *     passes over them, so that all epochs together come to so many; 0 or more
 * @param batchSize samples a step, 2 or more
 * @param learningRate the greatest of the schedule
 * @param optimizer how gradients move the weights
 * @param schedule how the learning rate changes
 * @param warmUp epochs, or a part of one, over which the learning rate grows to what the schedule
 *     begins with
 * @param averaging what a step keeps of the moving average of weights, in [0, 1); 0 for no average
 * @param validationShare share of the samples, in [0, 1), that training does not see and that is
 *     measured at each epoch's end
 * @param patience epochs without a new best measure after which training stops; 0 for never
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
  /** Checks every setting. */
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

  /** Returns this with another number of epochs, of which the warm-up takes all at most. */
  public Fit lasting(int epochs) {
    return lasting(epochs, learningRate);
  }

  /** Returns this with other epochs, of which the warm-up takes all at most, and another rate. */
  public Fit lasting(int epochs, double learningRate) {
    return new Fit(
        epochs,
        // A part of the epochs has that part of the steps, so that an epoch stays what it is.
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
   * Returns how many passes over the samples make an epoch: 1, unless that comes to too few steps.
   *
   * @param batches in a pass, 1 or more
   */
  public int passes(int batches) {
    long steps = (long) batches * epochs;
    return (int) Math.max(1, (minSteps + steps - 1) / steps);
  }

  /**
   * Returns how many of some samples are held out: at least {@code least}, unless none are to be.
   */
  public int heldOut(int samples, int least) {
    return validationShare == 0 ? 0 : (int) Math.max(least, Math.round(validationShare * samples));
  }

  /**
   * Returns the plan of a training.
   *
   * @param stage what progress and metrics call it
   * @param stepsPerEpoch of the batches
   * @param keepsBest whether the best weights are kept rather than the last
   * @param salvages as of {@link TrainingPlan}
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
