// SPDX-License-Identifier: Apache-2.0
/** Contract tests: a plugin that extends the one for its kind is held to what the API promises. */
@org.jspecify.annotations.NullMarked
module io.decipher.testkit {
  requires transitive io.decipher.api;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.decipher.testkit;
}
