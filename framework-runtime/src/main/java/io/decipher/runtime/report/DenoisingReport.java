// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model took away from noisy images, or gave back to degraded ones.
 *
 * @param count images
 * @param noise what was done to clean ones, in words; empty where they came noisy
 * @param before how near the noisy images are to the clean ones; empty where no clean ones are
 *     known
 * @param after likewise of what the model makes of them
 * @param plain likewise of what needs no model, to compare with
 * @param warnings what a reader should know
 * @param directory where everything was written
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
   * How near images are to those that they should be, on average.
   *
   * @param psnr ratio of peak signal to noise, decibels
   * @param ssim structural similarity, 1 at best
   */
  public record Quality(double psnr, double ssim) {
    private String text() {
      return String.format(Locale.ROOT, "PSNR %.2f dB, SSIM %.3f", psnr, ssim);
    }
  }

  /**
   * What restores images without a model.
   *
   * @param name what people call it: a median filter (of 3 x 3 values), bicubic, mean fill, grey
   * @param quality how near it comes
   */
  public record Plain(String name, Quality quality) {}

  /** Returns the decibels that the model gains; NaN where no clean images are known. */
  public double gain() {
    return before.isPresent() && after.isPresent()
        ? after.get().psnr - before.get().psnr
        : Double.NaN;
  }

  /** Returns what came out, a line each, for people. */
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
