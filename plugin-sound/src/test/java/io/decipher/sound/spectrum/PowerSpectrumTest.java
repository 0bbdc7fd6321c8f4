// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerSpectrumTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 8", "64, 64", "100, 0", "320, 640"})
  void it_is_the_sum_that_defines_it(int length, int least) {
    var random = new SplittableRandom(5);
    float[] samples = new float[length + 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) random.nextGaussian();
    }
    PowerSpectrum spectrum = new PowerSpectrum(length, least);
    double[] power = new double[spectrum.bins()];
    spectrum.of(samples, 3, power);
    int n = 2 * (spectrum.bins() - 1);
    for (int k = 0; k < spectrum.bins(); k++) {
      double re = 0;
      double im = 0;
      double sum = 0;
      for (int i = 0; i < length; i++) {
        double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length);
        re += hann * samples[3 + i] * Math.cos(2 * Math.PI * k * i / n);
        im += hann * samples[3 + i] * Math.sin(2 * Math.PI * k * i / n);
        sum += hann;
      }
      assertThat(power[k]).isCloseTo((re * re + im * im) / (sum * sum), within(1e-12));
    }
  }

  @Test
  void a_sine_of_amplitude_a_has_power_a_squared_over_four() {
    float[] samples = new float[256];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * 16 * i / 256 + 1));
    }
    PowerSpectrum spectrum = new PowerSpectrum(256, 0);
    double[] power = new double[spectrum.bins()];
    spectrum.of(samples, 0, power);
    assertThat(power[16]).isCloseTo(0.09 / 4, within(1e-6));
    assertThat(power[40]).isLessThan(1e-12);
  }
}
