// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import io.decipher.api.DecipherException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void an_engine_is_opened_whatever_the_case_of_its_name() {
    assertThat(Engines.open(TestEngine.NAME.toLowerCase(Locale.ROOT)).getEngineName())
        .isEqualTo(TestEngine.NAME);
  }

  @Test
  void an_open_engine_is_offline_and_tells_nobody() {
    Engines.open(TestEngine.NAME);
    assertThat(ai.djl.util.Utils.isOfflineMode()).isTrue();
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
  }

  @Test
  void an_unknown_name_is_refused_with_the_known_ones() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engines.named("TensorFlow"))
        .withMessage("engine must be one of MXNet, PyTorch, but was TensorFlow");
  }

  @Test
  void a_platform_without_natives_is_told_what_to_use() {
    assertThat(Engines.missing("MXNet", "osx-aarch64"))
        .isEqualTo(
            "engine MXNet has no native library for osx-aarch64, only for linux-x86_64,"
                + " osx-x86_64, win-x86_64; on this machine, set engine to PyTorch");
    assertThat(Engines.missing("PyTorch", "linux-riscv64"))
        .endsWith("; no engine has one for this platform");
    assertThat(Engines.missing("MXNet", "linux-x86_64"))
        .isEqualTo(
            "engine MXNet cannot load its native library for linux-x86_64; is the jar with the"
                + " natives of that platform on the path?");
  }

  @Test
  void an_engine_whose_jars_are_not_there_is_told_with_those_that_are() {
    assertThat(Engines.absent("PyTorch", "linux-x86_64", Set.of("MXNet")))
        .isEqualTo(
            "engine PyTorch is not on the module path; found MXNet. Add the jars for linux-x86_64"
                + " (a build with -Dpytorch includes them), or set engine to one that is there");
    assertThat(Engines.absent("MXNet", "win-x86_64", Set.of()))
        .isEqualTo(
            "engine MXNet is not on the module path; found none. Add the jars for win-x86_64");
  }

  @Test
  void jars_are_not_asked_for_where_they_would_not_help() {
    assertThat(Engines.absent("PyTorch", "osx-x86_64", Set.of("MXNet")))
        .isEqualTo(
            "engine PyTorch has no native library for osx-x86_64, only for linux-x86_64,"
                + " linux-aarch64, osx-aarch64, win-x86_64; on this machine, set engine to MXNet");
  }

  @Test
  void a_library_that_does_not_load_is_told_with_its_cause_and_its_place() {
    assertThat(
            Engines.unloadable(
                "MXNet",
                "linux-x86_64",
                "failed to map segment from shared object",
                Path.of("cache")))
        .isEqualTo(
            "engine MXNet cannot load its native library for linux-x86_64 from cache: failed to"
                + " map segment from shared object; set DJL_CACHE_DIR to a folder of your own"
                + " from which programs can be executed (not mounted noexec)");
  }

  @Test
  void an_engine_that_this_build_has_not_is_refused() {
    Engines.open(TestEngine.NAME);
    assumeThat(Engine.hasEngine("PyTorch")).isFalse();
    assertThatThrownBy(() -> Engines.open("pytorch"))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("engine PyTorch ");
  }

  @Test
  void the_platform_is_named_as_the_native_jars_are() {
    assertThat(Engines.platform()).matches("(linux|osx|win)-[a-z0-9_]+");
  }
}
