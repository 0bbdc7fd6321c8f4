// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of denoising noisy images, or of restoring degraded ones.
 *
 * @param count the number of images
 * @param noise a description of the noise added to clean images; empty if they were noisy already
 * @param before the quality of the noisy images compared to the clean ones; empty if no clean ones
 *     are known
 * @param after the same for the denoised images
 * @param plain the same for a baseline that needs no model
 * @param warnings what a reader should know
 * @param directory the output directory
 */
public record DenoisingReport(
    int count,
    String noise,
    Optional<Quality> before,
    Optional<Quality> after,
    Optional<Plain> plain,
    List<String> warnings,
    Path directory) {
  /** Copies the list. */
  public DenoisingReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * The mean quality of images relative to their clean versions.
   *
   * @param psnr peak signal-to-noise ratio, in decibels
   * @param ssim structural similarity, at most 1
   */
  public record Quality(double psnr, double ssim) {
    private String text() {
      return String.format(Locale.ROOT, "PSNR %.2f dB, SSIM %.3f", psnr, ssim);
    }
  }

  /**
   * A baseline that restores images without a model.
   *
   * @param name its name: a median filter (of 3 x 3 values), bicubic, mean fill, grey
   * @param quality its quality
   */
  public record Plain(String name, Quality quality) {}

  /** Returns the model's improvement in decibels; NaN if no clean images are known. */
  public double gain() {
    return before.isPresent() && after.isPresent()
        ? after.get().psnr - before.get().psnr
        : Double.NaN;
  }

  /** Returns the result as lines of text for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%,d images", count) + (noise.isEmpty() ? "" : ", " + noise));
    boolean noisy = plain.map(one -> one.name.equals("median filter")).orElse(true);
    String given = noisy ? "noisy" : "degraded";
    before.ifPresent(one -> lines.add(line(given, one)));
    plain.ifPresent(one -> lines.add(line(one.name, one.quality)));
    after.ifPresent(
        one ->
            lines.add(
                line("model", one)
                    + String.format(Locale.ROOT, " (%+.2f dB over the %s ones)", gain(), given)));
    lines.addAll(warnings);
    return lines;
  }

  private static String line(String name, Quality quality) {
    return String.format(Locale.ROOT, "%-14s %s", name + ":", quality.text());
  }
}
