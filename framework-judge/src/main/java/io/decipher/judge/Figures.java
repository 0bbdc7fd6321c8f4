// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a set of generated digits is, in numbers: a row of the table, whose columns are too many
 * for a record elsewhere, but which nobody builds by hand. None means much without the controls
 * beside it.
 *
 * @param frechetDistance FID-LeNet: the Fréchet distance, squared, between the normal distributions
 *     of the judge's features of these samples and of the training images (Heusel et al. 2017). Its
 *     scale is the judge's own: it cannot be compared with any FID by another net
 * @param precision the share of samples that lie where real images do: within the 3rd nearest
 *     neighbour's distance of a real image, in features (Kynkäänniemi et al. 2019)
 * @param recall the share of real images that lie where samples do, likewise
 * @param density how many real images have a sample nearer than their 3rd nearest neighbour, over
 *     3, in the mean over samples (Naeem et al. 2020)
 * @param coverage the share of real images that have a sample nearer than their 3rd nearest
 *     neighbour (Naeem et al. 2020)
 * @param score exp of the mean KL of the judge's probabilities to their mean, over 10 splits
 *     (Salimans et al. 2016): 1 to 10. Named inception score only with ImageNet's Inception net
 * @param scoreDeviation its standard deviation over the splits
 * @param modes how many digits have at least 1 % of the samples
 * @param divergence KL, in nats, of the histogram of digits to an even one
 * @param sure the share of samples for which the judge gives one digit a probability of at least
 *     0.9
 * @param copies the share of samples that are nearer to one training image than to the 50 nearest
 *     of them, as only 1 % of the test images are (Carlini et al. 2023), at half size
 * @param close the share of samples that are as close to a training image as only 1 % of the test
 *     images are, at half size; blurred and simple samples are that without being copies
 */
// Twelve components: each is a line of judgement.json, and Judge alone makes them.
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
  /** Returns the figures by the names of judgement.json, in their order. */
  public Map<String, Double> byName() {
    Map<String, Double> all = new LinkedHashMap<>(withoutCopies());
    all.put("copies", copies);
    all.put("close", close);
    return all;
  }

  /** Returns the figures that training images are not needed for. */
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
