// SPDX-License-Identifier: Apache-2.0
/** Folders and zip files of images as samples. */
package io.decipher.images;
