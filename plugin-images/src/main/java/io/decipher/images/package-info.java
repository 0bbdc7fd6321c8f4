// SPDX-License-Identifier: Apache-2.0
/** Folders and zip files of images as samples. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.images;

import org.apiguardian.api.API;
