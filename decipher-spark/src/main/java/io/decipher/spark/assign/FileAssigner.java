// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the samples in files, read with the same plugins as on one machine: images, recordings,
 * tables.
 *
 * <p>An input row has path and content, as in Spark's format {@code binaryFile}; an output row is a
 * sample: path, its number within the file, its name if it has one, then class, name, confidence
 * and novelty, and problem if bad files are marked.
 */
public final class FileAssigner implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int KEYS = 3;

  private final Assignment assignment;

  /** Creates an assigner. */
  public FileAssigner(Assignment assignment) {
    this.assignment = assignment;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> files) {
    LoadedRun run = assignment.loaded();
    return new Iterator<>() {
      private Iterator<Row> samples = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!samples.hasNext() && files.hasNext()) {
          samples = assigned(files, run).iterator();
        }
        return samples.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return samples.next();
      }
    };
  }

  /** The contents of a file; no samples if there is a problem. */
  private record Held(String path, @Nullable Samples samples, @Nullable String problem) {}

  /** Assigns the samples of as many files as fill a batch, together. */
  private List<Row> assigned(Iterator<Row> files, LoadedRun run) {
    RunContext context = RunContext.seeded(0);
    List<Held> portion = new ArrayList<>();
    Samples all = null;
    while (files.hasNext() && (all == null || all.count() < assignment.batch())) {
      Row file = files.next();
      Held held = read(file.getString(0), file.<byte[]>getAs(1), run, context);
      portion.add(held);
      if (held.samples != null) {
        all = all == null ? held.samples : Samples.concat(all, held.samples);
      }
    }
    LoadedRun.@Nullable Assigned assigned =
        all == null ? null : run.assign(all, assignment.keep(), context);
    List<Row> rows = new ArrayList<>();
    int next = 0;
    for (Held held : portion) {
      if (held.samples == null) {
        rows.add(row(held, -1, null, 0, run));
        continue;
      }
      for (int i = 0; i < held.samples.count(); i++) {
        rows.add(row(held, i, assigned, next++, run));
      }
    }
    return rows;
  }

  private Held read(String path, byte[] content, LoadedRun run, RunContext context) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("decipher-file-");
      Path file = folder.resolve(fileName(path));
      Files.write(file, content);
      try {
        return new Held(path, run.read(file, context).onHeap(), null);
      } catch (DecipherException e) {
        // The path of the temporary copy means nothing to the user.
        String reason = String.valueOf(e.getMessage()).replace(file + ": ", "");
        return new Held(path, null, assignment.refuse(path, reason));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be copied to the executor's disk", e);
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
    }
  }

  /** Returns the last part of a path, by which a reader recognizes the format. */
  private static String fileName(String path) {
    String plain;
    try {
      plain = String.valueOf(URI.create(path).getPath());
    } catch (IllegalArgumentException notEncoded) {
      plain = path;
    }
    String name = plain.substring(plain.lastIndexOf('/') + 1);
    return name.isEmpty() || name.equals("..") || name.equals(".") ? "file" : name;
  }

  private Row row(
      Held held, int sample, LoadedRun.@Nullable Assigned assigned, int at, LoadedRun run) {
    Object[] values = new Object[KEYS + (assignment.marks() ? 5 : 4)];
    values[0] = held.path;
    if (held.samples != null && assigned != null) {
      values[1] = sample;
      values[2] = held.samples.names().isPresent() ? held.samples.name(sample) : null;
      RowAssigner.write(assigned, at, run, values, KEYS);
    }
    if (assignment.marks()) {
      values[KEYS + 4] = held.problem;
    }
    return RowFactory.create(values);
  }
}
