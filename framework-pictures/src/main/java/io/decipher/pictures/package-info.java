// SPDX-License-Identifier: Apache-2.0
/** Pictures of samples, points and cluster trees, drawn without a display or system fonts. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.pictures;

import org.apiguardian.api.API;
