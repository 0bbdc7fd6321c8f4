/** Data sets in IDX format, the one of MNIST. */
package io.decipher.mnist;
