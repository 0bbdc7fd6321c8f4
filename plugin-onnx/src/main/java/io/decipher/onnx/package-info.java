// SPDX-License-Identifier: Apache-2.0
/** Features computed by any encoder in an ONNX file. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.onnx;

import org.apiguardian.api.API;
