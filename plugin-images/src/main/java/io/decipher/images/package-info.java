// SPDX-License-Identifier: Apache-2.0
/** Data sets of images in folders and zip files. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.images;

import org.apiguardian.api.API;
