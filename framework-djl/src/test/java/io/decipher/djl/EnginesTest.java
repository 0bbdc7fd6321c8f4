package io.decipher.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void an_engine_is_opened_whatever_the_case_of_its_name() {
    assertThat(Engines.open("mxnet").getEngineName()).isEqualTo("MXNet");
  }

  @Test
  void an_open_engine_is_offline_and_tells_nobody() {
    Engines.open(Engines.MXNET);
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
            "engine MXNet has no native library for osx-aarch64, only for linux-x86_64, osx-x86_64,"
                + " win-x86_64; here set engine to PyTorch");
    assertThat(Engines.missing("PyTorch", "linux-riscv64"))
        .endsWith("; no engine has one for this platform");
    assertThat(Engines.missing("MXNet", "linux-x86_64"))
        .isEqualTo(
            "engine MXNet cannot load its native library for linux-x86_64; is the jar with the"
                + " natives of that platform on the path?");
  }

  @Test
  void the_platform_is_named_as_the_native_jars_are() {
    assertThat(Engines.platform()).matches("(linux|osx|win)-[a-z0-9_]+");
  }
}
