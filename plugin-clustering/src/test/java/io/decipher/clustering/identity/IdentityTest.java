// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ProjectorContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest extends ProjectorContract {
  @TempDir Path directory;

  @Override
  public Provider<Projector> provider() {
    return new IdentityProvider();
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Test
  void a_point_stays_where_it_is() {
    assertThat(new Identity().fit(points(), RunContext.seeded(1)).points()).isEqualTo(points());
  }

  @Test
  void what_was_saved_places_points_as_before() throws IOException {
    new Identity().fit(points(), RunContext.seeded(1)).save(directory);
    IdentityProjection loaded = new Identity().load(directory);
    assertThat(loaded.points()).isEqualTo(points());
    FloatMatrix other = FloatMatrix.wrap(1, 10, new float[10]);
    assertThat(loaded.project(other, RunContext.seeded(1))).isEqualTo(other);
  }

  @Test
  void points_of_another_number_of_columns_are_refused() {
    IdentityProjection fitted = new Identity().fit(points(), RunContext.seeded(1));
    FloatMatrix narrow = FloatMatrix.wrap(1, 3, new float[3]);
    assertThatThrownBy(() -> fitted.project(narrow, RunContext.seeded(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("identity was fitted to points of 10 columns, but these have 3");
  }
}
