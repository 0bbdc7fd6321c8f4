/** Tables in text, read as people write them, as samples. */
package io.decipher.tables;
