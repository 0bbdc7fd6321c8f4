// SPDX-License-Identifier: Apache-2.0
/** The services by which {@link io.decipher.api.Plugins} finds plugins. */
package io.decipher.api.spi;
