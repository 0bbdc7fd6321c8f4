/** Neighbours, principal components, scaling and parallel loops, in plain Java. */
package io.decipher.numerics;
