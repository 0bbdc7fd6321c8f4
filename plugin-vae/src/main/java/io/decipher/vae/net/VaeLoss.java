// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.vae.latent.LatentMixture;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Sparsity;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The training loss and its terms, in nats per sample.
 *
 * <p>The loss is the reconstruction error −log p(x|z), which for sequences of unequal length covers
 * the values up to their ends and the length, plus, depending on the latents of the network:
 *
 * <ul>
 *   <li>stochastic: β KL(q(z|v) ‖ N(0, I));
 *   <li>stochastic, with a mixture prior trained with the network: β KL(q(z, c|v) ‖ p(z, c)) + w P,
 *       with P the disagreement of a sample's class with its neighbours;
 *   <li>deterministic: weight · S(z), a sparsity penalty, and weight · ‖∂f/∂v‖², a contraction
 *       penalty on the sensitivity of the latents;
 * </ul>
 *
 * and, with a classification head, weight · H, the cross-entropy of a sample's class.
 */
public final class VaeLoss {
  private static final double RATE_LIMIT = 1e-6;

  /** A term of the loss. */
  public enum Term {
    /** The weighted sum of the others. */
    LOSS,
    /** −log p(x|z). */
    RECONSTRUCTION,
    /** KL divergence from the prior, unweighted. */
    KL,
    /** S(z), unweighted. */
    SPARSITY,
    /** ‖∂f/∂v‖², unweighted. */
    CONTRACTION,
    /** −log p(length|z), for sequences of unequal length. */
    LENGTH,
    /** H, unweighted. */
    CROSS_ENTROPY,
    /** P, unweighted. */
    GRAPH;

    /** Returns the name in metrics. */
    public String key() {
      return VaeRecipe.key(this);
    }
  }

  private final VaeNet net;
  private final VaeRecipe recipe;
  private final double graphWeight;

  /** Creates the loss of a network without a mixture. */
  public VaeLoss(VaeNet net) {
    this(net, 0);
  }

  /**
   * Creates the loss of a network.
   *
   * @param graphWeight w, for a network with a mixture
   */
  public VaeLoss(VaeNet net, double graphWeight) {
    this.net = net;
    this.recipe = net.recipe();
    this.graphWeight = graphWeight;
  }

  /**
   * Returns the terms of {@link #of}, in order.
   *
   * @param classes whether batches have classes
   */
  public List<Term> terms(boolean classes) {
    List<Term> terms = new ArrayList<>(List.of(Term.LOSS, Term.RECONSTRUCTION));
    if (net.isStochastic()) {
      terms.add(Term.KL);
    } else if (sparsity() != null) {
      terms.add(Term.SPARSITY);
    }
    if (contraction() > 0) {
      terms.add(Term.CONTRACTION);
    }
    if (net.shown().unequal()) {
      terms.add(Term.LENGTH);
    }
    if (classes) {
      terms.add(Term.CROSS_ENTROPY);
    }
    if (net.mixture().isPresent()) {
      terms.add(Term.GRAPH);
    }
    return terms;
  }

  /**
   * Returns a term from the values of {@link #of} for a batch without classes; 0 if the loss has no
   * such term.
   */
  public double value(Term term, float[] values) {
    int at = terms(false).indexOf(term);
    return at < 0 ? 0 : values[at];
  }

  /** Returns −reconstruction − length − KL from the values of a batch without classes. */
  public double elbo(float[] values) {
    return -(distortion(values) + value(Term.KL, values));
  }

  /**
   * Returns the objective that training maximises, from the values of a batch without classes, with
   * β after warm-up.
   */
  public double objective(float[] values) {
    Sparsity sparsity = sparsity();
    double cost = 0;
    if (recipe.posterior() instanceof Posterior.Gaussian drawn) {
      cost = drawn.beta() * value(Term.KL, values);
    } else if (sparsity != null) {
      cost = sparsity.weight() * value(Term.SPARSITY, values);
    }
    cost += contraction() * value(Term.CONTRACTION, values);
    return -(distortion(values) + cost);
  }

  /** Returns −log p(x|z), of the values and of the length. */
  private double distortion(float[] values) {
    return value(Term.RECONSTRUCTION, values) + value(Term.LENGTH, values);
  }

  /** Returns the weight of the contraction; 0 for none. */
  private double contraction() {
    return recipe.posterior() instanceof Posterior.None points ? points.contraction().weight() : 0;
  }

  private @Nullable Sparsity sparsity() {
    return recipe.posterior() instanceof Posterior.None points && points.sparsity().weight() > 0
        ? points.sparsity()
        : null;
  }

  /**
   * Returns the terms of a batch as scalars, in the order of {@link #terms}.
   *
   * @param scope owns the arrays
   * @param beta the weight of the KL divergence at this step
   * @param training whether this is a training pass, recorded by a gradient collector
   */
  public NDList of(
      NDManager scope, VaeBatch batch, double beta, Parameters parameters, boolean training) {
    NDArray view = Tensors.of(scope, batch.views(), net.shown().input()); // (b x …)
    NDArray target =
        batch.targets() == batch.views() ? view : Tensors.of(scope, batch.targets(), net.shape());
    NDArray condition = matrix(scope, batch.condition(), net.conditions());
    NDArray features = net.features(view, parameters, training); // (b, features)
    NDArray mu = net.mean(features, parameters, training); // (b, latent)
    if (!net.isStochastic()) {
      NDArray last = outputs(mu, condition, target, batch, parameters, training); // (b, …)
      NDList terms = points(mu, reconstruction(last, target, batch));
      if (contraction() > 0) {
        add(terms, contraction(view, mu, batch, parameters, training), contraction());
      }
      return classified(withLength(terms, last, view), mu, batch, parameters);
    }
    NDArray logSquare = net.logSquare(features, parameters, training); // (b, latent)
    NDArray noise =
        Tensors.create(scope, batch.noise(), new Shape(mu.getShape().get(0), recipe.latentSize()));
    // A single array, so that the gradients of both uses are summed before they are propagated.
    NDArray sigma = Tensors.mul(logSquare, 0.5f).exp(); // (b, latent)
    NDArray z = mu.add(noise.mul(sigma)); // (b, latent)
    NDArray last = outputs(z, condition, target, batch, parameters, training); // (b, …)
    NDArray reconstruction = reconstruction(last, target, batch);
    if (net.mixture().isEmpty()) {
      NDList terms = drawn(mu, logSquare, sigma, reconstruction, beta);
      return classified(withLength(terms, last, view), mu, batch, parameters);
    }
    LatentMixture mixture = net.mixture().get();
    NDArray rate = mixture.rate(mixture.logJoint(mu, logSquare, parameters), logSquare);
    NDList terms = withLength(summed(reconstruction, rate, beta), last, view);
    classified(terms, mu, batch, parameters);
    NDArray agreed = matrix(scope, batch.agreed(), mixture.classes());
    if (agreed != null) {
      NDArray parted = mixture.parted(mixture.logJoint(mu, logSquare, parameters), agreed);
      add(terms, parted, graphWeight);
    }
    return terms;
  }

  /** Returns the decoder's last layer, (b, …), with teacher forcing if the batch requires it. */
  private NDArray outputs(
      NDArray z,
      @Nullable NDArray condition,
      NDArray target,
      VaeBatch batch,
      Parameters parameters,
      boolean training) {
    NDArray forced = matrix(z.getManager(), batch.forced(), net.shown().steps());
    return forced == null
        ? net.outputs(z, condition, parameters, training)
        : net.forced(z, condition, target, forced, parameters);
  }

  /**
   * Adds −log p(length|z), the sum over all steps of the negative log probability of the presence
   * or absence of the step.
   */
  private NDList withLength(NDList terms, NDArray last, NDArray view) {
    if (net.shown().unequal()) {
      NDArray logits = net.presence(last); // (b x steps)
      NDArray cost = Activation.softPlus(logits).sub(logits.mul(net.presence(view))).sum();
      add(terms, Tensors.div(cost, (float) view.getShape().get(0)), 1);
    }
    return terms;
  }

  private static @Nullable NDArray matrix(NDManager scope, float[] values, int columns) {
    return values.length == 0
        ? null
        : Tensors.create(scope, values, new Shape(values.length / columns, columns));
  }

  private static NDList summed(NDArray reconstruction, NDArray term, double weight) {
    return new NDList(reconstruction.add(Tensors.mul(term, (float) weight)), reconstruction, term);
  }

  /** Adds a term, and its weighted value to the loss. */
  private static void add(NDList terms, NDArray term, double weight) {
    terms.set(0, terms.head().add(Tensors.mul(term, (float) weight)));
    terms.add(term);
  }

  /** Adds the cross-entropy of classes, if the batch has classes. */
  private NDList classified(NDList terms, NDArray mu, VaeBatch batch, Parameters parameters) {
    NDArray classes = matrix(mu.getManager(), batch.classes(), net.classes());
    if (classes != null) {
      NDArray entropy =
          net.classify(mu, parameters)
              .mul(classes)
              .sum()
              .neg()
              .div(Tensors.maximum(classes.sum(), 1));
      add(terms, entropy, recipe.objective().classifier().weight());
    }
    return terms;
  }

  /** Returns loss, reconstruction and KL for stochastic latents. */
  private NDList drawn(
      NDArray mu, NDArray logSquare, NDArray sigma, NDArray reconstruction, double beta) {
    long batch = mu.getShape().get(0);
    NDArray divergences =
        Tensors.mul(
            mu.square().add(sigma.square()).sub(logSquare).sub(1).sum(new int[] {0}),
            0.5f / batch); // (latent), each averaged over the batch
    NDArray kl = divergences.sum();
    float free =
        recipe.posterior() instanceof Posterior.Gaussian drawn ? (float) drawn.freeBits() : 0;
    NDArray charged = free > 0 ? Tensors.maximum(divergences, free).sum() : kl;
    return new NDList(reconstruction.add(Tensors.mul(charged, (float) beta)), reconstruction, kl);
  }

  /** Returns loss, reconstruction and sparsity for deterministic latents. */
  private NDList points(NDArray z, NDArray reconstruction) {
    Sparsity sparsity = sparsity();
    if (sparsity == null) {
      return new NDList(reconstruction, reconstruction);
    }
    long batch = z.getShape().get(0);
    NDArray penalty =
        sparsity.penalty() == Sparsity.Penalty.L1
            ? Tensors.div(z.abs().sum(), (float) batch)
            : rateDivergence(z, batch, sparsity.target());
    return summed(reconstruction, penalty, sparsity.weight());
  }

  /** Returns ‖f(v + σe) − f(v)‖² / σ², averaged over the samples, with e the batch's noise. */
  private NDArray contraction(
      NDArray view, NDArray z, VaeBatch batch, Parameters parameters, boolean training) {
    double distance = ((Posterior.None) recipe.posterior()).contraction().distance();
    NDArray noise = Tensors.create(view.getManager(), aside(batch.noise()), view.getShape());
    NDArray near = view.add(Tensors.mul(noise, (float) distance));
    NDArray moved = net.mean(net.features(near, parameters, training), parameters, training);
    double samples = view.getShape().get(0);
    return Tensors.mul(moved.sub(z).square().sum(), (float) (1 / (samples * distance * distance)));
  }

  /** Returns noise with the presence channel set to 0. */
  private float[] aside(float[] noise) {
    if (!net.shown().unequal()) {
      return noise;
    }
    float[] values = noise.clone();
    int size = net.shown().size();
    for (int end = size; end <= values.length; end += size) {
      Arrays.fill(values, end - net.shown().steps(), end, 0);
    }
    return values;
  }

  /** Returns Σ KL(ρ ‖ ρⱼ), ρⱼ the means of latents (b x latent) in (0, 1). */
  private NDArray rateDivergence(NDArray z, long batch, double target) {
    float low = (float) RATE_LIMIT;
    NDArray rates = Tensors.div(z.sum(new int[] {0}), (float) batch).clip(low, 1 - low); // (latent)
    double kept = target * Math.log(target) + (1 - target) * Math.log(1 - target);
    return Tensors.mul(rates.log(), (float) target)
        .add(Tensors.mul(rates.neg().add(1).log(), (float) (1 - target)))
        .sum()
        .neg()
        .add((float) (kept * recipe.latentSize()));
  }

  /**
   * Returns −log p(target | z), in nats per sample; {@code last} is before the activation, (b, …).
   */
  private NDArray reconstruction(NDArray last, NDArray target, VaeBatch batch) {
    return Tensors.div(
        negativeLogLikelihood(net.values(last), target, batch.observed()),
        (float) target.getShape().get(0));
  }

  /** Restricted to observed values if {@code observed} is given. */
  private NDArray negativeLogLikelihood(NDArray last, NDArray target, float[] observed) {
    NDArray mask = matrix(target.getManager(), observed, net.shape().size());
    if (!(recipe.likelihood() instanceof Likelihood.Gaussian normal)) {
      return observed(Activation.softPlus(last).sub(last.mul(target)), mask).sum();
    }
    double variance = normal.noise() * normal.noise();
    NDArray squares = observed(net.output(last).sub(target).square(), mask);
    double count = mask == null ? target.size() : sum(observed);
    return Tensors.mul(squares.sum(), (float) (0.5 / variance))
        .add((float) (count * 0.5 * Math.log(2 * Math.PI * variance)));
  }

  private static NDArray observed(NDArray values, @Nullable NDArray mask) {
    return mask == null ? values : values.mul(mask);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
