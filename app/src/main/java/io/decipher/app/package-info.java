/** The command line. */
package io.decipher.app;
