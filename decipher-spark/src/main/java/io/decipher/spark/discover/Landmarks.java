// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.api.FileTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Layout of more points than one machine can handle: a subset, the landmarks, is laid out jointly
 * on the driver, and all other points are then placed among them independently.
 *
 * @see <a
 *     href="https://proceedings.neurips.cc/paper/2002/hash/5d6646aad9bcc0be55b2c82f69750387-Abstract.html">de
 *     Silva, Tenenbaum 2002, for landmarks</a>
 */
public final class Landmarks {
  private static final int BATCH = 512;

  private final Projector projector;
  private final int count;
  private final long seed;
  private final ProjectorSource source;

  /** Creates the projector, also on executors. */
  public interface ProjectorSource extends Supplier<Projector>, Serializable {}

  /**
   * Creates a layout.
   *
   * @param source creates a projector whose layouts can be saved and place new points
   * @param count approximate number of landmarks
   * @param seed determines the landmarks
   */
  public Landmarks(ProjectorSource source, int count, long seed) {
    this.projector = source.get();
    this.source = source;
    this.count = count;
    this.seed = seed;
  }

  /** The layout of the landmarks, as files. */
  private static final class Saved implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Map<String, OutOfSampleProjection> LOADED = new ConcurrentHashMap<>();

    final List<String> names = new ArrayList<>();
    final List<byte[]> contents = new ArrayList<>();
    final ProjectorSource source;
    final String key;

    Saved(Projection projection, ProjectorSource source, String key) throws IOException {
      this.source = source;
      this.key = key;
      Path folder = Files.createTempDirectory("decipher-layout-");
      try {
        ((Persistable) projection).save(folder);
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.sorted().toList()) {
            names.add(String.valueOf(file.getFileName()));
            contents.add(Files.readAllBytes(file));
          }
        }
      } finally {
        FileTree.delete(folder);
      }
    }

    OutOfSampleProjection load() {
      return LOADED.computeIfAbsent(key, missing -> loadAnew());
    }

    private OutOfSampleProjection loadAnew() {
      try {
        Path folder = Files.createTempDirectory("decipher-layout-");
        try {
          for (int i = 0; i < names.size(); i++) {
            Files.write(folder.resolve(names.get(i)), contents.get(i));
          }
          return (OutOfSampleProjection) ((Loader<?>) source.get()).load(folder);
        } finally {
          FileTree.delete(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns each row's number, with its position as values. */
  Dataset<Row> place(Dataset<Row> points, int n, int dimensions, SparkSession spark) {
    double share = Math.min(1, (double) count / n);
    long drawing = seed;
    List<Row> drawn =
        new ArrayList<>(
            points
                .filter(
                    (org.apache.spark.api.java.function.FilterFunction<Row>)
                        row -> SplitTree.isDrawn(row.getLong(0), share, drawing))
                .collectAsList());
    drawn.sort(Comparator.comparingLong(row -> row.getLong(0)));
    float[] values = new float[Math.multiplyExact(drawn.size(), dimensions)];
    for (int i = 0; i < drawn.size(); i++) {
      List<Float> row = drawn.get(i).getList(1);
      for (int j = 0; j < dimensions; j++) {
        values[i * dimensions + j] = row.get(j);
      }
    }
    Projection projection =
        projector.fit(FloatMatrix.wrap(drawn.size(), dimensions, values), RunContext.seeded(seed));
    Saved saved;
    try {
      saved =
          new Saved(projection, source, spark.sparkContext().applicationId() + System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Broadcast<Saved> layout =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(saved);
    StructType schema =
        new StructType()
            .add("decipher_row", DataTypes.LongType, false)
            .add("values", DataTypes.createArrayType(DataTypes.FloatType, false), false);
    return points.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            rows -> new Placed(rows, layout.value().load(), drawing, dimensions),
        Encoders.row(schema));
  }

  private static final class Placed implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final OutOfSampleProjection layout;
    private final RunContext run;
    private final int dimensions;
    private Iterator<Row> ready = List.<Row>of().iterator();

    Placed(Iterator<Row> rows, OutOfSampleProjection layout, long seed, int dimensions) {
      this.rows = rows;
      this.layout = layout;
      this.run = RunContext.seeded(seed);
      this.dimensions = dimensions;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && rows.hasNext()) {
        ready = fill().iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    private List<Row> fill() {
      List<Long> numbers = new ArrayList<>();
      float[] values = new float[BATCH * dimensions];
      while (numbers.size() < BATCH && rows.hasNext()) {
        Row row = rows.next();
        List<Float> some = row.getList(1);
        for (int j = 0; j < dimensions; j++) {
          values[numbers.size() * dimensions + j] = some.get(j);
        }
        numbers.add(row.getLong(0));
      }
      FloatMatrix batch =
          FloatMatrix.wrap(
              numbers.size(),
              dimensions,
              java.util.Arrays.copyOf(values, numbers.size() * dimensions));
      FloatMatrix places = layout.project(batch, run);
      List<Row> placed = new ArrayList<>();
      for (int i = 0; i < numbers.size(); i++) {
        Float[] place = new Float[places.columns()];
        for (int c = 0; c < place.length; c++) {
          place[c] = places.get(i, c);
        }
        placed.add(RowFactory.create(numbers.get(i), place));
      }
      return placed;
    }
  }
}
