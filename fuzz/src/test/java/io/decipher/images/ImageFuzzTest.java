// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever an image's file holds, it is decoded, or refused in words. */
class ImageFuzzTest {
  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void decodes(byte[] bytes) {
    try {
      ImageDecoder.decode(bytes);
    } catch (UnreadableImageException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
