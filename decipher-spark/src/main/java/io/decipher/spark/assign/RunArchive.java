// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.api.Sha256;
import io.decipher.report.corrections.ClassNames;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * The parts of a run needed to assign samples, as bytes that are sent to executors: the saved
 * model, the user-defined class names, and the digests to verify them.
 *
 * @param names paths within the run, separated by "/", ascending
 * @param contents contents of the files, in the same order
 * @param digest SHA-256 over everything, in hexadecimal: identifies a loaded run
 */
public record RunArchive(List<String> names, List<byte[]> contents, String digest)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String MODEL = "model";

  /**
   * Reads a run's directory from any file system supported by Hadoop.
   *
   * @param run the directory, e.g. {@code runs/mnist} or {@code s3a://bucket/runs/mnist}
   * @throws ConfigurationException if it does not exist, or contains no model
   * @throws DecipherException if it cannot be read
   */
  public static RunArchive read(String run, Configuration hadoop) {
    org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(run);
    List<String> names = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    try {
      FileSystem files = directory.getFileSystem(hadoop);
      org.apache.hadoop.fs.Path model = new org.apache.hadoop.fs.Path(directory, MODEL);
      if (!files.exists(model)) {
        throw new ConfigurationException(
            List.of(
                run
                    + " holds no folder '"
                    + MODEL
                    + "'; expected a directory that `decipher discover` or `decipher cluster`"
                    + " wrote, where every node of the cluster or the driver can read it"));
      }
      collect(files, model, MODEL, names, contents);
      for (String one : List.of(ClassNames.FILE, Manifest.FILE)) {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(directory, one);
        if (files.exists(file)) {
          names.add(one);
          contents.add(bytes(files, file));
        }
      }
    } catch (IOException e) {
      throw new DecipherException(run + " cannot be read: " + e.getMessage(), e);
    }
    return new RunArchive(names, contents, digest(names, contents));
  }

  private static void collect(
      FileSystem files,
      org.apache.hadoop.fs.Path directory,
      String name,
      List<String> names,
      List<byte[]> contents)
      throws IOException {
    FileStatus[] held = files.listStatus(directory);
    List<FileStatus> sorted = new ArrayList<>(List.of(held));
    sorted.sort(Comparator.comparing(status -> status.getPath().getName()));
    for (FileStatus status : sorted) {
      String inside = name + "/" + status.getPath().getName();
      if (status.isDirectory()) {
        collect(files, status.getPath(), inside, names, contents);
      } else if (!status.getPath().getName().startsWith(".")) {
        names.add(inside);
        contents.add(bytes(files, status.getPath()));
      }
    }
  }

  private static byte[] bytes(FileSystem files, org.apache.hadoop.fs.Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }

  private static String digest(List<String> names, List<byte[]> contents) {
    MessageDigest sha = Sha256.digest();
    for (int i = 0; i < names.size(); i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      sha.update(
          (name.length + " " + contents.get(i).length + " ").getBytes(StandardCharsets.UTF_8));
      sha.update(name);
      sha.update(contents.get(i));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Writes the files to a new temporary folder and returns it. */
  Path unpack() throws IOException {
    Path to = Files.createTempDirectory("decipher-run-");
    for (int i = 0; i < names.size(); i++) {
      Path file = to.resolve(names.get(i)).normalize();
      if (!file.startsWith(to)) {
        throw new IOException(names.get(i) + " is outside of the run");
      }
      Files.createDirectories(file.getParent());
      Files.write(file, contents.get(i));
    }
    return to;
  }

  @Override
  public String toString() {
    return "RunArchive(" + names.size() + " files, " + digest + ")";
  }
}
