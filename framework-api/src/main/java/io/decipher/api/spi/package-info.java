/** The services by which {@link io.decipher.api.Plugins} finds plugins. */
package io.decipher.api.spi;
