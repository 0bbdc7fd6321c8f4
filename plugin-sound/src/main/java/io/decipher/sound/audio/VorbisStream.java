// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import com.jcraft.jogg.Packet;
import com.jcraft.jogg.Page;
import com.jcraft.jogg.StreamState;
import com.jcraft.jogg.SyncState;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Ogg Vorbis, decoded with JOrbis: the first stream of the file only. */
final class VorbisStream implements AudioStream {
  private static final int CHUNK = 8192;
  private static final int HEADERS = 3;
  private static final float LOUDEST = 16;
  // A comment header without vendor and comments.
  private static final byte[] NO_COMMENTS = {
    3, 'v', 'o', 'r', 'b', 'i', 's', 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private final InputStream in;
  private final SyncState sync = new SyncState();
  private final StreamState stream = new StreamState();
  private final Page page = new Page();
  private final Packet packet = new Packet();
  private final Info info = new Info();
  private final DspState dsp = new DspState();
  private final Block block;
  private final Backlog backlog;
  private final float[][][] pcm = new float[1][][];
  private final int[] offsets;
  private boolean started;
  private boolean lastPage;
  private long decoded;

  private VorbisStream(InputStream in) throws IOException {
    this.in = in;
    sync.init();
    info.init();
    Comment comment = new Comment();
    comment.init();
    for (int header = 0; header < HEADERS; header++) {
      if (!nextPacket()) {
        throw new EOFException("ends too early, within its header");
      }
      if (header == 1) {
        withoutComments(packet);
      } else if (header == HEADERS - 1) {
        VorbisSetup.check(packet.packet_base, packet.packet, packet.bytes);
      }
      if (info.synthesis_headerin(comment, packet) < 0) {
        throw new IOException("is not Ogg Vorbis; other codecs in Ogg cannot be read");
      }
    }
    if (info.channels < 1 || info.rate < 1) {
      throw new IOException(
          "is a damaged Ogg file: " + info.channels + " channels of " + info.rate + " Hz");
    }
    dsp.synthesis_init(info);
    this.block = new Block(dsp);
    this.backlog = new Backlog(info.channels);
    this.offsets = new int[info.channels];
  }

  /** Replaces the comment header: JOrbis allocates by the lengths that comments declare. */
  private static void withoutComments(Packet packet) throws IOException {
    int type = packet.bytes < 1 ? -1 : packet.packet_base[packet.packet];
    if (type != NO_COMMENTS[0]) {
      throw new IOException("is a damaged Ogg file: its comments are not where they should be");
    }
    packet.packet_base = NO_COMMENTS.clone();
    packet.packet = 0;
    packet.bytes = NO_COMMENTS.length;
  }

  static VorbisStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return new VorbisStream(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Reads the next packet of the stream; returns whether there was one. */
  private boolean nextPacket() throws IOException {
    while (true) {
      if (started) {
        int result = stream.packetout(packet);
        if (result > 0) {
          return true;
        }
        if (result < 0) {
          throw new IOException("is a damaged Ogg file: a part of it is missing");
        }
        if (lastPage) {
          return false;
        }
      }
      nextPage();
    }
  }

  private void nextPage() throws IOException {
    while (true) {
      int result = sync.pageout(page);
      if (result < 0) {
        throw new IOException("is a damaged Ogg file: a page's checksum is wrong");
      }
      if (result > 0) {
        if (!started) {
          stream.init(page.serialno());
          stream.reset();
          started = true;
        }
        if (stream.pagein(page) >= 0) {
          lastPage = page.eos() != 0;
          return;
        }
        continue; // a page of another stream
      }
      int index = sync.buffer(CHUNK);
      int read = in.read(sync.data, index, CHUNK);
      if (read < 0) {
        throw new EOFException("ends too early: its last page is missing");
      }
      sync.wrote(read);
    }
  }

  @Override
  public double rate() {
    return info.rate;
  }

  @Override
  public int channels() {
    return info.channels;
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.empty();
  }

  @Override
  public int read(float[] target, int frames) throws IOException {
    try {
      while (backlog.isEmpty()) {
        if (!decode()) {
          return -1;
        }
      }
    } catch (RuntimeException e) {
      throw AudioFormat.damaged(AudioFormat.OGG, e);
    }
    return backlog.read(target, frames);
  }

  private boolean decode() throws IOException {
    int count = dsp.synthesis_pcmout(pcm, offsets);
    if (count <= 0) {
      if (!nextPacket()) {
        return false;
      }
      if (block.synthesis(packet) == 0) {
        dsp.synthesis_blockin(block);
      }
      return true;
    }
    int shown = count;
    if (lastPage && page.granulepos() > 0) {
      // The last page gives the total number of frames; its last block is longer.
      long left = page.granulepos() - decoded;
      shown = left >= 0 && left < count ? (int) left : count;
    }
    decoded += count;
    float[] values = backlog.refill(shown);
    for (int channel = 0; channel < info.channels; channel++) {
      float[] from = pcm[0][channel];
      for (int i = 0; i < shown; i++) {
        float value = from[offsets[channel] + i];
        values[i * info.channels + channel] =
            Float.isNaN(value) ? 0 : Math.max(-LOUDEST, Math.min(LOUDEST, value));
      }
    }
    dsp.synthesis_read(count);
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
