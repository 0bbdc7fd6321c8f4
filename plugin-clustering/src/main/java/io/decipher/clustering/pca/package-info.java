// SPDX-License-Identifier: Apache-2.0
/** Principal component analysis, as a projector. */
package io.decipher.clustering.pca;
