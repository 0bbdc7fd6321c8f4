// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Preprocessor;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A contract that nothing can break would be worth nothing. */
class DishonestPluginsTest {
  private static void assertCaught(ThrowingCallable contract) {
    assertThatThrownBy(contract).isInstanceOf(AssertionError.class);
  }

  private static ClustererContract clusterer(Clusterer plugin) {
    return new ClustererContract() {
      @Override
      public Gaps.Provider provider() {
        return new Gaps.Provider();
      }

      @Override
      public Clusterer plugin() {
        return plugin;
      }
    };
  }

  private static PreprocessorContract preprocessor(Preprocessor plugin) {
    return new PreprocessorContract() {
      @Override
      public Simple.DimProvider provider() {
        return new Simple.DimProvider();
      }

      @Override
      public Preprocessor plugin() {
        return plugin;
      }
    };
  }

  private static ProjectorContract projector(boolean random, Projector plugin) {
    return new ProjectorContract() {
      @Override
      public Turn.Provider provider() {
        return new Turn.Provider();
      }

      @Override
      public boolean isRandom() {
        return random;
      }

      @Override
      public Projector plugin() {
        return plugin;
      }
    };
  }

  private static FoundClasses classes(int points, int label, float strength) {
    int[] labels = new int[points];
    float[] strengths = new float[points];
    java.util.Arrays.fill(labels, label);
    java.util.Arrays.fill(strengths, strength);
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(points, 1, strengths));
  }

  @Nested
  class Of_clusterers_the_contract_catches_one_that {
    @Test
    void puts_all_into_one_class() {
      assertCaught(
          clusterer((points, run) -> () -> classes(points.rows(), 0, 1))
              ::groups_far_apart_are_its_classes);
    }

    @Test
    void skips_a_class_number() {
      assertCaught(
          clusterer((points, run) -> () -> classes(points.rows(), 1, 1))
              ::each_point_has_a_label_and_a_strength);
    }

    @Test
    void is_sure_of_noise() {
      assertCaught(
          clusterer((points, run) -> () -> classes(points.rows(), -1, 0.5f))
              ::each_point_has_a_label_and_a_strength);
    }

    @Test
    void has_strengths_above_one_or_that_are_no_number() {
      for (float strength : new float[] {1.01f, Float.NaN, -0.1f}) {
        assertCaught(
            clusterer((points, run) -> () -> classes(points.rows(), 0, strength))
                ::each_point_has_a_label_and_a_strength);
      }
    }

    @Test
    void has_a_mind_of_its_own() {
      var calls = new AtomicInteger();
      assertCaught(
          clusterer(
                  (points, run) -> {
                    FoundClasses found = classes(points.rows(), 0, 1f / calls.incrementAndGet());
                    return () -> found;
                  })
              ::the_same_seed_gives_the_same_with_one_thread_too);
    }

    @Test
    void takes_what_is_not_a_number() {
      assertCaught(
          clusterer((points, run) -> () -> classes(points.rows(), 0, 1))
              ::a_value_that_is_not_finite_is_refused_by_row_and_column);
    }

    @Test
    void says_no_row_when_it_refuses() {
      assertCaught(
          clusterer(
                  (points, run) -> {
                    throw new IllegalArgumentException("bad points");
                  })
              ::a_value_that_is_not_finite_is_refused_by_row_and_column);
    }

    @Test
    void goes_on_when_cancelled() {
      assertCaught(
          clusterer((points, run) -> () -> classes(points.rows(), 0, 1))::it_stops_when_cancelled);
    }

    @Test
    void breaks_on_equal_points() {
      assertThatThrownBy(
              clusterer(
                      (points, run) -> {
                        throw new ArithmeticException("/ by zero");
                      })
                  ::equal_points_break_nothing)
          .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void cuts_classes_smaller_than_asked() {
      record Pairs(int points) implements ClusterModel, Hierarchy {
        @Override
        public FoundClasses classes() {
          return DishonestPluginsTest.classes(points, 0, 1);
        }

        @Override
        public FoundClasses cut(int minClusterSize) {
          return classes();
        }
      }
      assertCaught(
          clusterer((points, run) -> new Pairs(points.rows()))::a_hierarchy_can_be_cut_at_any_size);
    }
  }

  @Nested
  class Of_preprocessors_the_contract_catches_one_that {
    @Test
    void looks_at_the_other_samples() {
      assertCaught(
          preprocessor(
                  (samples, run) -> {
                    float[] values = samples.toMatrix().toArray();
                    for (int i = 0; i < values.length; i++) {
                      values[i] /= samples.count();
                    }
                    return Samples.of(
                        FloatMatrix.wrap(samples.count(), samples.type().size(), values),
                        samples.type());
                  })
              ::a_sample_does_not_depend_on_the_others);
    }

    @Test
    void changes_its_input_through_the_array_it_was_wrapped_around() {
      float[] values = new float[5 * 4];
      var contract =
          new PreprocessorContract() {
            @Override
            public Simple.DimProvider provider() {
              return new Simple.DimProvider();
            }

            @Override
            public Samples samples() {
              return Samples.of(FloatMatrix.wrap(5, 4, values), SampleType.vector(4));
            }

            @Override
            public Preprocessor plugin() {
              return (samples, run) -> {
                values[0]++;
                return samples;
              };
            }
          };
      assertCaught(contract::its_input_is_not_changed);
    }

    @Test
    void loses_a_sample() {
      assertCaught(
          preprocessor((samples, run) -> samples.slice(0, samples.count() - 1))
              ::samples_keep_their_number_and_get_the_type_announced);
    }

    @Test
    void goes_on_after_a_report_when_cancelled() {
      assertCaught(
          preprocessor(
                  (samples, run) -> {
                    run.step(new Progress("first", 0, ""));
                    return samples;
                  })
              ::it_stops_when_cancelled);
    }

    @Test
    void reports_from_a_thread_of_its_own() {
      assertCaught(
          preprocessor(
                  (samples, run) -> {
                    CompletableFuture.runAsync(() -> run.step(new Progress("first", 0, ""))).join();
                    return samples;
                  })
              ::it_reports_in_order);
    }

    @Test
    void goes_backwards() {
      assertCaught(
          preprocessor(
                  (samples, run) -> {
                    run.step(new Progress("first", 0.5, ""));
                    run.step(new Progress("first", 0.4, ""));
                    return samples;
                  })
              ::it_reports_in_order);
    }
  }

  @Nested
  class Of_projectors_the_contract_catches_one_that {
    @Test
    void pretends_to_be_random() {
      assertCaught(
          projector(true, (points, run) -> () -> points)
              ::another_seed_matters_just_when_it_is_random);
    }

    @Test
    void is_random_in_secret() {
      assertCaught(projector(false, new Turn(2))::another_seed_matters_just_when_it_is_random);
    }

    @Test
    void lays_points_out_nowhere() {
      assertCaught(
          projector(
                  false,
                  (points, run) ->
                      () ->
                          FloatMatrix.wrap(1, 1, new float[] {Float.NaN})
                              .select(new int[points.rows()]))
              ::each_point_has_a_finite_place);
    }

    @Test
    void yields_less_than_its_provider_says() {
      assertCaught(
          projector(false, (points, run) -> () -> points)::it_yields_what_its_provider_says);
    }
  }

  @Nested
  class Of_providers_the_contract_catches_one_that {
    private ClustererContract provided(String name, String description) {
      return new ClustererContract() {
        @Override
        public ClustererProvider provider() {
          return new ClustererProvider() {
            @Override
            public String name() {
              return name;
            }

            @Override
            public String description() {
              return description;
            }

            @Override
            public Clusterer create(Settings settings) {
              return new Gaps(1, 2);
            }

            @Override
            public Class<?> yields() {
              return ClusterModel.class;
            }
          };
        }
      };
    }

    @Test
    void shouts_its_name() {
      assertCaught(provided("HDBSCAN", "x")::its_name_is_lower_case_words_joined_by_hyphens);
    }

    @Test
    void has_a_long_story_to_tell() {
      assertCaught(provided("gaps", "two\nlines")::its_description_is_one_line);
    }

    @Test
    void is_registered_nowhere() {
      assertCaught(provided("gaps", "x")::it_is_discovered);
      assertCaught(provided("gaps", "x")::the_services_file_names_what_the_module_provides);
    }

    @Test
    void takes_any_setting_without_a_word() {
      assertCaught(provided("gaps", "x")::a_setting_it_does_not_know_is_refused);
      assertCaught(provided("gaps", "x")::a_misspelt_setting_is_answered_with_the_right_one);
    }
  }

  @Test
  void a_model_that_denies_that_it_is_random_is_caught() {
    assertCaught(
        new GenerativeModelContract() {
              @Override
              public MeanAndSpread.Provider provider() {
                return new MeanAndSpread.Provider();
              }

              @Override
              public boolean isRandom() {
                return false;
              }
            }
            ::another_seed_trains_another_model);
  }
}
