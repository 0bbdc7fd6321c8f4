/** Scores generated digits against real ones, by a classifier that nothing else may know. */
@org.jspecify.annotations.NullMarked
module io.decipher.judge {
  requires transitive io.decipher.api; // our exported types mention it
  requires com.google.gson;
  requires ejml.core;
  requires ejml.ddense;
  requires static org.jspecify;

  exports io.decipher.judge;
}
