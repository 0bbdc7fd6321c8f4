// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The quality of a set of generated digits, in numbers: one row of the table. None of them means
 * much without the controls for comparison.
 *
 * @param frechetDistance FID-LeNet: the squared Fréchet distance between the normal distributions
 *     of the judge's features of these samples and of the training images (Heusel et al. 2017). Its
 *     scale is the judge's own: it cannot be compared with an FID based on another net
 * @param precision the share of samples that lie where real images do: within the distance of a
 *     real image to its 3rd nearest neighbour, in feature space (Kynkäänniemi et al. 2019)
 * @param recall the share of real images that lie where samples do, likewise
 * @param density the number of real images to which a sample is nearer than their 3rd nearest
 *     neighbour, divided by 3, averaged over samples (Naeem et al. 2020)
 * @param coverage the share of real images that have a sample nearer than their 3rd nearest
 *     neighbour (Naeem et al. 2020)
 * @param score exp of the mean KL of the judge's probabilities from their mean, over 10 splits
 *     (Salimans et al. 2016): 1 to 10. It is called inception score only with ImageNet's Inception
 *     net
 * @param scoreDeviation its standard deviation over the splits
 * @param modes how many digits have at least 1 % of the samples
 * @param divergence KL, in nats, of the histogram of digits from the uniform distribution
 * @param sure the share of samples for which the judge gives one digit a probability of at least
 *     0.9
 * @param copies the share of samples that are nearer to one training image than to its
 *     neighbourhood, the 50 nearest ones, to a degree that only 1 % of the test images are, at half
 *     size (Carlini et al. 2023)
 * @param close the share of samples that are as close to a training image as only 1 % of the test
 *     images are, at half size; blurred and simple samples can be that close without being copies
 */
// Twelve components: each is a line of judgement.json, and only Judge creates instances.
public record Figures(
    double frechetDistance,
    double precision,
    double recall,
    double density,
    double coverage,
    double score,
    double scoreDeviation,
    int modes,
    double divergence,
    double sure,
    double copies,
    double close) {
  /** Returns the figures keyed by their names in judgement.json, in the same order. */
  public Map<String, Double> byName() {
    Map<String, Double> all = new LinkedHashMap<>(withoutCopies());
    all.put("copies", copies);
    all.put("close", close);
    return all;
  }

  /** Returns the figures that do not require training images. */
  Map<String, Double> withoutCopies() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("fidLeNet", frechetDistance);
    all.put("precision", precision);
    all.put("recall", recall);
    all.put("density", density);
    all.put("coverage", coverage);
    all.put("score", score);
    all.put("scoreDeviation", scoreDeviation);
    all.put("modes", (double) modes);
    all.put("divergence", divergence);
    all.put("sure", sure);
    return all;
  }
}
