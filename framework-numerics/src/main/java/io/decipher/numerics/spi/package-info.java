// SPDX-License-Identifier: Apache-2.0
/** What other modules may replace in numerical methods: inner loops for certain processors. */
@API(status = API.Status.INTERNAL, since = "0.1.0")
package io.decipher.numerics.spi;

import org.apiguardian.api.API;
