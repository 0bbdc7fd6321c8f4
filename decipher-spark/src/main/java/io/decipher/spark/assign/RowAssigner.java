// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the rows of a partition in batches, reading the next batch only when the previous one has
 * been consumed.
 *
 * <p>The last input column contains a sample's values, an array of float; the output columns are
 * those before it, then class, name, confidence and novelty, and problem if bad rows are marked.
 */
public final class RowAssigner implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Assignment assignment;

  /** The column that identifies a row; -1 if there is none. */
  private final int name;

  /**
   * Creates an assigner.
   *
   * @param name the column that identifies a row in messages; -1 for none
   */
  public RowAssigner(Assignment assignment, int name) {
    this.assignment = assignment;
    this.name = name;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Portions(rows, assignment.loaded());
  }

  private final class Portions implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final LoadedRun run;
    private final RunContext context = RunContext.seeded(0);
    private final Deque<Row> ready = new ArrayDeque<>();
    private long seen;

    Portions(Iterator<Row> rows, LoadedRun run) {
      this.rows = rows;
      this.run = run;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        fill();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.removeFirst();
    }

    private void fill() {
      List<Row> portion = new ArrayList<>();
      List<@Nullable String> problems = new ArrayList<>();
      List<float[]> good = new ArrayList<>();
      while (portion.size() < assignment.batch() && rows.hasNext()) {
        Row row = rows.next();
        portion.add(row);
        Values values = Values.of(row, row.length() - 1);
        String problem =
            values.problem() != null
                ? values.problem()
                : run.problem(values.numbers()).orElse(null);
        if (problem == null) {
          good.add(values.numbers());
        } else {
          problem = assignment.refuse(called(row), problem);
        }
        problems.add(problem);
        seen++;
      }
      LoadedRun.@Nullable Assigned assigned =
          good.isEmpty()
              ? null
              : run.assign(
                  FloatMatrix.ofRows(good.toArray(float[][]::new)), assignment.keep(), context);
      int next = 0;
      for (int i = 0; i < portion.size(); i++) {
        boolean bad = problems.get(i) != null || assigned == null;
        ready.add(
            bad
                ? row(portion.get(i), null, 0, problems.get(i))
                : row(portion.get(i), assigned, next++, null));
      }
    }

    private String called(Row row) {
      return name >= 0
          ? "row '" + row.get(name) + "'"
          : "row " + seen + " of partition " + TaskContext.getPartitionId();
    }

    private Row row(
        Row row, LoadedRun.@Nullable Assigned assigned, int at, @Nullable String problem) {
      int kept = row.length() - 1;
      Object[] values = new Object[kept + (assignment.marks() ? 5 : 4)];
      for (int j = 0; j < kept; j++) {
        values[j] = row.get(j);
      }
      if (assigned != null) {
        write(assigned, at, run, values, kept);
      }
      if (assignment.marks()) {
        values[kept + 4] = problem;
      }
      return RowFactory.create(values);
    }
  }

  /** Writes class, name, confidence and novelty of a sample. */
  static void write(
      LoadedRun.Assigned assigned, int at, LoadedRun run, @Nullable Object[] to, int first) {
    int label = assigned.labels().get(at);
    to[first] = label;
    to[first + 1] = label == Labels.NOISE ? null : run.name(label);
    to[first + 2] = assigned.confidence().get(at, 0);
    to[first + 3] = assigned.novelty().isPresent() ? assigned.novelty().get().get(at, 0) : null;
  }
}
