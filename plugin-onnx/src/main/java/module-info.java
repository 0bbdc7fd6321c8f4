// SPDX-License-Identifier: Apache-2.0
/** Features computed by encoders in ONNX files. */
@org.jspecify.annotations.NullMarked
module io.decipher.onnx {
  requires transitive io.decipher.api; // part of exported types
  requires com.microsoft.onnxruntime;
  requires io.decipher.natives;
  requires static org.jspecify;

  exports io.decipher.onnx;

  provides io.decipher.api.spi.FeatureExtractorProvider with
      io.decipher.onnx.OnnxProvider;
}
