/** Folders and zip files of images as samples. */
package io.decipher.images;
