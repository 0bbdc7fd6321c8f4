// SPDX-License-Identifier: Apache-2.0
/** Features by any encoder that a person has as an ONNX file. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.onnx;

import org.apiguardian.api.API;
