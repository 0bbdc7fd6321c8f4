// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever the files of a saved clusterer hold, it is loaded and assigns, or is refused: bytes are
 * changed anywhere, and every digest that is to notice is made right again, as a forger would.
 */
class HdbscanFilesFuzzTest {
  private static final Path DIRECTORY = FuzzedFile.directory();
  private static final Hdbscan SETTINGS = new Hdbscan(3, 2);
  private static final FloatMatrix NEW = FloatMatrix.wrap(3, 2, new float[] {0, 0, 9, 1, 4, 4});
  private static final int MOST_CHANGES = 8;
  private static final List<Saved> SAVED = save();

  /** A file as it was saved. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Saved(String name, byte[] bytes) {}

  private static List<Saved> save() {
    float[] values = new float[32];
    for (int i = 0; i < 16; i++) {
      values[2 * i] = (i & 1) * 10 + i * 0.1f;
      values[2 * i + 1] = (i & 1) + i * 0.05f;
    }
    try {
      SETTINGS.fit(FloatMatrix.wrap(16, 2, values), RunContext.seeded(1)).save(DIRECTORY);
      List<Saved> all = new ArrayList<>();
      try (Stream<Path> files = Files.list(DIRECTORY)) {
        for (Path file : files.sorted().toList()) {
          all.add(new Saved(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void loads(FuzzedDataProvider data) throws IOException, NoSuchAlgorithmException {
    String manifest = "";
    List<Saved> arrays = new ArrayList<>();
    List<String> renamed = new ArrayList<>();
    int changed = data.consumeInt(0, SAVED.size() - 1);
    for (int i = 0; i < SAVED.size(); i++) {
      byte[] bytes = i == changed ? changed(SAVED.get(i).bytes, data) : SAVED.get(i).bytes;
      if (SAVED.get(i).name.endsWith(".conf")) {
        manifest = new String(bytes, StandardCharsets.UTF_8);
      } else {
        arrays.add(new Saved(SAVED.get(i).name, bytes));
      }
    }
    for (Saved array : arrays) {
      String name = array.name.replaceAll("[0-9a-f]{16}\\.npy$", "");
      String before = array.name.substring(name.length()).replace(".npy", "");
      String digest = digest(array.bytes);
      manifest = manifest.replaceAll(before + "[0-9a-f]{48}", digest);
      String file = name + digest.substring(0, 16) + ".npy";
      Files.write(DIRECTORY.resolve(file), array.bytes);
      renamed.add(file);
    }
    int seal = manifest.lastIndexOf("sha256 = ");
    String above = seal < 0 ? manifest : manifest.substring(0, seal);
    String sealed = above + "sha256 = \"" + digest(above.getBytes(StandardCharsets.UTF_8)) + "\"\n";
    Files.writeString(DIRECTORY.resolve("hdbscan.conf"), sealed);
    try {
      SETTINGS.load(DIRECTORY).assign(NEW, RunContext.seeded(1));
    } catch (IOException | DecipherException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    } finally {
      for (String file : renamed) {
        Files.deleteIfExists(DIRECTORY.resolve(file));
      }
    }
  }

  private static byte[] changed(byte[] bytes, FuzzedDataProvider data) {
    byte[] all = bytes.clone();
    int changes = data.consumeInt(1, MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      int at = data.consumeInt(0, all.length - 1);
      all[at] = data.consumeByte();
    }
    return data.consumeBoolean() ? Arrays.copyOf(all, data.consumeInt(0, all.length + 64)) : all;
  }

  private static String digest(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
