// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Assigns one array of numbers: the implementation of the SQL function. */
public final class ArrayAssigner implements UDF1<Seq<?>, @Nullable Row> {
  private static final long serialVersionUID = 1L;

  private final Assignment assignment;

  /** Creates an assigner. */
  public ArrayAssigner(Assignment assignment) {
    this.assignment = assignment;
  }

  @Override
  public @Nullable Row call(@Nullable Seq<?> array) {
    if (array == null) {
      return null;
    }
    LoadedRun run = assignment.loaded();
    Values values = Values.of(CollectionConverters.asJava(array));
    Optional<String> problem =
        values.problem() != null ? Optional.of(values.problem()) : run.problem(values.numbers());
    problem.ifPresent(reason -> assignment.refuse("decipher_assign: an array", reason));
    LoadedRun.Assigned assigned =
        run.assign(FloatMatrix.ofRows(values.numbers()), assignment.keep(), RunContext.seeded(0));
    @Nullable Object[] to = new @Nullable Object[4];
    RowAssigner.write(assigned, 0, run, to, 0);
    return RowFactory.create(to);
  }
}
