/** Oriented gradients, pixels and straightening, in plain Java. */
package io.decipher.features;
