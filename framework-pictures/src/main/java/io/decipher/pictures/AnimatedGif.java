// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes endlessly looping animated GIFs; the same frames always give the same bytes. */
final class AnimatedGif {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  private AnimatedGif() {}

  /**
   * Writes a GIF.
   *
   * @param frames one or more, all of the same size
   * @param delay how long each frame is shown, in hundredths of a second
   */
  static void write(Path file, List<BufferedImage> frames, int delay) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        MemoryCacheImageOutputStream cached = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(cached);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        IIOMetadata metadata =
            writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromRenderedImage(frame), writer.getDefaultWriteParam());
        metadata.setFromTree(FORMAT, shown(metadata, delay));
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      }
      writer.endWriteSequence();
    } catch (IIOInvalidTreeException e) {
      throw new IOException(file + ": this Java runtime cannot write animated GIF", e);
    } finally {
      writer.dispose();
    }
  }

  private static IIOMetadataNode shown(IIOMetadata metadata, int delay) {
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(delay));
    for (int i = root.getLength() - 1; i >= 0; i--) {
      if (root.item(i).getNodeName().equals(control.getNodeName())) {
        root.removeChild(root.item(i));
      }
    }
    root.appendChild(control);
    IIOMetadataNode again = new IIOMetadataNode("ApplicationExtension");
    again.setAttribute("applicationID", "NETSCAPE");
    again.setAttribute("authenticationCode", "2.0");
    again.setUserObject(new byte[] {1, 0, 0}); // loop forever
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(again);
    root.appendChild(extensions);
    return root;
  }
}
