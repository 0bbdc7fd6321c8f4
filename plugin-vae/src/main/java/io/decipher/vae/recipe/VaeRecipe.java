// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Check;
import io.decipher.djl.Engines;
import io.decipher.djl.training.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A variational autoencoder (Kingma and Welling 2014) with weight {@code beta} on the KL divergence
 * (Higgins et al. 2017), trained across views: it encodes a transformed view of an image and
 * reconstructs the image itself, so that its latents are invariant to the transformation.
 *
 * <p>Symbols: x a sample, v its view, z its latent vector, q(z|v) = N(μ, diag σ²) with log σ² kept
 * in [−8, 8]. The loss, in nats per sample, is −log p(x|z) + β KL(q(z|v) ‖ N(0, I)).
 *
 * <p>Each epoch measures two values on the held-out samples, without transformation and with the
 * same noise each time: {@code elbo}, the evidence lower bound log p(x|z) − KL (β = 1), for
 * comparing models, and {@code objective}, log p(x|z) − β KL. Schedule, patience and the choice of
 * the best weights use {@code objective}, since training maximises it: with β below 1 the evidence
 * lower bound may decrease during a successful training. For β = 1 both are equal. Training fails
 * if a value is not finite.
 *
 * <p>The other members of the family are settings of this recipe. Without a posterior it is an
 * autoencoder: z is the encoder's output, and the loss is −log p(x|z) + {@code sparsity.weight}
 * S(z) + {@code contraction.weight} ‖∂f/∂v‖²; epochs report {@code objective}, which is minus that,
 * and no {@code elbo}.
 *
 * <table>
 * <caption>The family; settings that are not listed are as required by the others</caption>
 * <tr><th>member</th><th>settings</th><th>paper</th></tr>
 * <tr><td>variational</td><td>{@code posterior.beta = 1, objective.augmentation = none}</td>
 *   <td>Kingma and Welling 2014</td></tr>
 * <tr><td>β-VAE</td><td>{@code posterior.beta}</td><td>Higgins et al. 2017</td></tr>
 * <tr><td>cross-view</td><td>{@code objective.augmentation}</td><td></td></tr>
 * <tr><td>with a classification head</td><td>{@code objective.classifier.weight}</td>
 *   <td>Kingma et al. 2014</td></tr>
 * <tr><td>conditional on found classes</td><td>{@code condition.by = classes}</td>
 *   <td>Sohn et al. 2015</td></tr>
 * <tr><td>denoising, variational</td><td>{@code objective.corruption}</td><td>Im et al. 2017</td></tr>
 * <tr><td>autoencoder, under- or overcomplete</td>
 *   <td>{@code posterior = none, latent-size}</td>
 *   <td>Hinton and Salakhutdinov 2006</td></tr>
 * <tr><td>sparse</td>
 *   <td>{@code posterior = none, posterior.sparsity, posterior.activation,
 *   architecture.normalization = none}</td>
 *   <td>Ng 2011; Kavukcuoglu et al. 2010</td></tr>
 * <tr><td>stacked, with tied weights</td>
 *   <td>{@code posterior = none, architecture { type = dense, tied-weights = true }}</td>
 *   <td>Hinton and Salakhutdinov 2006</td></tr>
 * <tr><td>contractive</td><td>{@code posterior = none, posterior.contraction}</td>
 *   <td>Rifai et al. 2011</td></tr>
 * <tr><td>denoising</td><td>{@code posterior = none, objective.corruption}</td>
 *   <td>Vincent et al. 2008</td></tr>
 * <tr><td>linear</td><td>{@code posterior = none, architecture { type = dense, hidden = [] },
 *   likelihood { type = gaussian, output = identity }}</td><td>Baldi and Hornik 1989</td></tr>
 * </table>
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param latentSize the size of z
 * @param architecture the layers of the encoder and the decoder
 * @param posterior q(z|v)
 * @param likelihood p(x|z)
 * @param prior the distribution of latents of new samples
 * @param condition the condition of the decoder
 * @param objective the tasks of the network in addition to reconstruction
 * @param fit how the network is trained
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2014</a>
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014 (classes)</a>
 * @see <a href="https://doi.org/10.1126/science.1127647">Hinton and Salakhutdinov 2006</a>
 * @see <a href="https://doi.org/10.1016/0893-6080(89)90014-2">Baldi and Hornik 1989</a>
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016</a>
 */
public record VaeRecipe(
    String engine,
    int latentSize,
    Architecture architecture,
    Posterior posterior,
    Likelihood likelihood,
    Prior prior,
    Condition condition,
    Objective objective,
    Fit fit) {
  /** Checks that the parts are compatible. */
  public VaeRecipe {
    engine = Engines.named(engine);
    Check.size("latent-size", latentSize);
    List<String> conflicts = new ArrayList<>();
    if (posterior instanceof Posterior.None points) {
      if (prior instanceof Prior.Standard) {
        conflicts.add(
            "prior must be fitted (gaussian, mixture or classes) where posterior = none, since"
                + " nothing pulls such latents towards the standard normal distribution, but was"
                + " standard");
      }
      if (points.sparsity().weight() > 0
          && points.sparsity().penalty() == Sparsity.Penalty.L1
          && architecture.rescales()) {
        conflicts.add(
            "architecture must have normalization = none where posterior.sparsity has the penalty"
                + " l1, as after batch normalisation smaller latents decode to the same, but was"
                + " batch");
      }
    }
    if (posterior instanceof Posterior.None points
        && points.contraction().weight() > 0
        && architecture.rescales()) {
      conflicts.add(
          "architecture must have normalization = none where posterior.contraction has a weight, as"
              + " batch normalisation undoes the scale of the encoder, but was batch");
    }
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", conflicts));
    }
  }

  /** Returns a constant as written in a configuration. */
  public static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns whether latents are stochastic rather than deterministic. */
  public boolean isVariational() {
    return posterior instanceof Posterior.Gaussian;
  }

  /**
   * Returns the number of standard normal values that the loss needs per sample: for stochastic
   * latents, or to estimate the sensitivity of the latents.
   *
   * @param shown the number of values of a sample in input format
   */
  public int noise(int shown) {
    if (posterior instanceof Posterior.None points) {
      return points.contraction().weight() > 0 ? shown : 0;
    }
    return latentSize;
  }

  /** Returns the number of classes of the head when trained on a set; 0 for no head. */
  public int headClasses(TrainingSet set) {
    return objective.classifier().weight() == 0
        ? 0
        : set.classes().map(found -> found.labels().classes()).orElse(0);
  }

  /**
   * Returns the number of groups on which the decoder is conditioned when trained on a set; 0 for
   * none.
   */
  public int conditionClasses(TrainingSet set) {
    return conditions(set).map(Labels::classes).orElse(0);
  }

  /**
   * Returns the class or group of each sample on which the decoder is conditioned, if the set has
   * any.
   *
   * @throws DecipherException if the samples do not have the attribute
   */
  public Optional<Labels> conditions(TrainingSet set) {
    return switch (condition.by()) {
      case NONE -> Optional.empty();
      case CLASSES -> set.classes().map(FoundClasses::labels).filter(found -> found.classes() > 0);
      case ATTRIBUTE ->
          Optional.of(set.groups().orElseGet(() -> groups(set.samples().attributes())));
    };
  }

  private Labels groups(Attributes attributes) {
    String column = condition.attribute().orElse("");
    if (!attributes.has(column)) {
      throw new DecipherException(
          "decipher.model.condition.attribute is "
              + (column.isEmpty() ? "missing" : "'" + column + "'")
              + ", but the samples have "
              + (attributes.names().isEmpty()
                  ? "no attributes"
                  : "the attributes " + String.join(", ", attributes.names()))
              + "; name one of them, or set decipher.model.condition.by = none");
    }
    List<String> values = attributes.text(column);
    Map<String, Integer> numbers = new TreeMap<>();
    int[] groups = new int[values.size()];
    for (int i = 0; i < groups.length; i++) {
      if (!attributes.isMissing(column, i)) {
        numbers.put(values.get(i), 0);
      }
    }
    int next = 0;
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      entry.setValue(next++);
    }
    for (int i = 0; i < groups.length; i++) {
      groups[i] =
          attributes.isMissing(column, i)
              ? Labels.NOISE
              : numbers.getOrDefault(values.get(i), Labels.NOISE);
    }
    return Labels.of(groups);
  }

  /** Returns this recipe for further training of a model to learn classes. */
  public VaeRecipe refining() {
    Fit milder = fit.lasting(objective.classifier().refineEpochs());
    return with(warm(), prior, objective.refining(), milder);
  }

  /** Returns this recipe with another number of epochs. */
  public VaeRecipe lasting(int epochs) {
    return with(posterior, prior, objective, fit.lasting(epochs));
  }

  /**
   * Returns this recipe for an initial training with the prior N(0, I), to which nothing is fitted.
   */
  public VaeRecipe standard() {
    return with(posterior, new Prior.Standard(), objective, fit);
  }

  /** Returns this recipe for further training over some epochs. */
  public VaeRecipe goingOn(int epochs, double learningRate) {
    return with(warm(), prior, objective, fit.lasting(epochs, learningRate));
  }

  /** Returns the posterior without a warm-up of β, which is for untrained networks. */
  private Posterior warm() {
    return posterior instanceof Posterior.Gaussian drawn
        ? new Posterior.Gaussian(drawn.beta(), 0, drawn.freeBits())
        : posterior;
  }

  private VaeRecipe with(Posterior posterior, Prior prior, Objective objective, Fit fit) {
    return new VaeRecipe(
        engine, latentSize, architecture, posterior, likelihood, prior, condition, objective, fit);
  }
}
