/**
 * Wires plugins by a configuration and runs the jobs: discovery, generation, recognition,
 * clustering, judging.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.runtime {
  requires transitive io.decipher.api;
  requires transitive io.decipher.judge;
  requires com.google.guice;
  requires com.google.common; // Guice is an automatic module and does not pull it in
  requires com.google.gson;
  requires java.desktop;
  requires java.management;
  requires jakarta.inject;

  exports io.decipher.runtime;

  opens io.decipher.runtime to
      com.google.guice,
      io.decipher.api;
}
