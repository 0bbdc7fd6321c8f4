/** Principal component analysis, as a projector. */
package io.decipher.clustering.pca;
