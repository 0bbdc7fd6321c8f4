// SPDX-License-Identifier: Apache-2.0
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Makes the data of the worked examples in docs/, a kind each, the same bytes each time:
 *
 * <pre>
 * java examples/data/MakeData.java signs signs                # images of 8 signs on several papers
 * java examples/data/MakeData.java calls calls                # recordings of 5 calls, tables beside
 * java examples/data/MakeData.java sheet sheet                # a field sheet of 4 kinds of birds
 * java examples/data/MakeData.java log log                    # an accelerometer's log, 4 behaviours
 * java examples/data/MakeData.java big-images big-images      # 200,000 images of 64 x 64, in colour
 * java examples/data/MakeData.java big-recordings big-sound   # 2 GB of recordings
 * </pre>
 *
 * <p>Beside each lies NAME-truth.csv, which says what each item is, and broken files are among them.
 */
public final class MakeData {
  private MakeData() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println(
          "usage: java MakeData.java signs|calls|sheet|log|big-images|big-recordings DIRECTORY"
              + " [COUNT]");
      System.exit(2);
    }
    Path home = Files.createDirectories(Path.of(arguments[1]));
    int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
    switch (arguments[0]) {
      case "signs" -> signs(home, count == 0 ? 100 : count);
      case "calls" -> calls(home, count == 0 ? 8 : count);
      case "sheet" -> sheet(home, count == 0 ? 400 : count);
      case "log" -> log(home, count == 0 ? 1200 : count);
      case "big-images" -> bigImages(home, count == 0 ? 200_000 : count);
      case "big-recordings" -> bigRecordings(home, count == 0 ? 340 : count);
      default -> throw new IllegalArgumentException("no data called " + arguments[0]);
    }
  }

  private static void truth(Path home, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("name,class"));
    lines.addAll(rows);
    Files.write(home.resolveSibling(home.getFileName() + "-truth.csv"), lines);
  }

  // ---- signs ----

  private static final double[][][] SIGNS = {
    {{.2, .2, .8, .2}, {.5, .2, .5, .85}},
    {{.2, .2, .2, .8}, {.2, .5, .8, .5}, {.8, .2, .8, .8}},
    {{.2, .8, .5, .2}, {.5, .2, .8, .8}, {.33, .6, .67, .6}},
    {{.2, .2, .8, .8}, {.8, .2, .2, .8}},
    {{.2, .2, .8, .2}, {.8, .2, .2, .8}, {.2, .8, .8, .8}},
    {{.25, .15, .25, .85}, {.25, .15, .7, .3}, {.7, .3, .25, .5}},
    {{.5, .15, .5, .85}, {.2, .4, .8, .4}, {.3, .65, .7, .65}},
    {{.2, .3, .5, .8}, {.5, .8, .8, .3}, {.5, .15, .5, .35}},
  };

  /** Signs of several sizes, in ink on light paper, or light on dark stone. */
  private static void signs(Path home, int each) throws IOException {
    List<String> rows = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < each * SIGNS.length; i++) {
      int sign = i % SIGNS.length;
      int width = 40 + random.nextInt(60);
      int height = (int) (width * (0.85 + 0.3 * random.nextDouble()));
      boolean stone = random.nextInt(3) == 0;
      Color paper = stone ? tone(random, 50, 40) : tone(random, 205, 40);
      Color ink = stone ? tone(random, 190, 40) : tone(random, 50, 50);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setColor(paper);
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(ink);
      graphics.setStroke(
          new BasicStroke(
              (float) (width * (0.07 + 0.05 * random.nextDouble())),
              BasicStroke.CAP_ROUND,
              BasicStroke.JOIN_ROUND));
      double lean = 0.12 * random.nextGaussian();
      for (double[] line : SIGNS[sign]) {
        Path2D path = new Path2D.Double();
        double x0 = line[0] + 0.03 * random.nextGaussian();
        double y0 = line[1] + 0.03 * random.nextGaussian();
        double x1 = line[2] + 0.03 * random.nextGaussian();
        double y1 = line[3] + 0.03 * random.nextGaussian();
        double bend = 0.03 * random.nextGaussian();
        path.moveTo((x0 + lean * (0.5 - y0)) * width, y0 * height);
        path.quadTo(
            ((x0 + x1) / 2 + bend + lean * (0.5 - (y0 + y1) / 2)) * width,
            ((y0 + y1) / 2 - bend) * height,
            (x1 + lean * (0.5 - y1)) * width,
            y1 * height);
        graphics.draw(path);
      }
      graphics.dispose();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int grain = (int) (8 * random.nextGaussian());
          Color here = new Color(image.getRGB(x, y));
          image.setRGB(x, y, shifted(here, grain).getRGB());
        }
      }
      String name = String.format(Locale.ROOT, "tablet-%02d/%04d.png", i / 50, i);
      Files.createDirectories(home.resolve(name).getParent());
      ImageIO.write(image, "png", home.resolve(name).toFile());
      rows.add(name + ",sign " + (char) ('A' + sign));
    }
    Files.writeString(home.resolve("tablet-00/broken.png"), "no image at all");
    Files.createFile(home.resolve("tablet-01/empty.jpg"));
    Files.copy(home.resolve("tablet-00/0000.png"), home.resolve("tablet-00/0000 copy.png"));
    rows.add("tablet-00/0000 copy.png,sign A");
    truth(home, rows);
  }

  private static Color tone(Random random, int level, int spread) {
    int grey = level + random.nextInt(spread) - spread / 2;
    return shifted(new Color(grey, grey, grey), 0, random.nextInt(12), -random.nextInt(18));
  }

  private static Color shifted(Color colour, int... by) {
    int r = by[0];
    int g = by.length > 1 ? by[1] : r;
    int b = by.length > 2 ? by[2] : r;
    return new Color(
        clamp(colour.getRed() + r), clamp(colour.getGreen() + g), clamp(colour.getBlue() + b));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  // ---- calls ----

  private static final int RATE = 22_050;

  /** Recordings of half a minute with calls of five kinds, in order, and Raven tables of them. */
  private static void calls(Path home, int recordings) throws IOException {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < recordings; r++) {
      Random random = new Random(100 + r);
      double[] sound = new double[30 * RATE];
      for (int i = 0; i < sound.length; i++) {
        sound[i] = 0.004 * random.nextGaussian();
      }
      List<String> table = new ArrayList<>();
      table.add(
          "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)");
      String name = String.format(Locale.ROOT, "dawn-%02d.wav", r + 1);
      double at = 0.5;
      int kind = random.nextInt(5);
      while (at < 28.5) {
        double length = (kind == 2 ? 0.06 : kind == 4 ? 0.3 : 0.15) * (0.85 + 0.3 * random.nextDouble());
        call(sound, at, length, kind, 0.15 + 0.2 * random.nextDouble(), random);
        table.add(
            String.format(
                Locale.ROOT,
                "%d\tSpectrogram 1\t1\t%.6f\t%.6f\t1000.0\t9000.0",
                table.size(),
                at,
                at + length));
        rows.add(
            String.format(Locale.ROOT, "%s,%.6f,%.6f,call %d", name, at, at + length, kind + 1));
        at += length + 0.08 + 0.15 * random.nextDouble() + (random.nextInt(9) == 0 ? 2.5 : 0);
        kind = random.nextDouble() < 0.7 ? (kind + 1) % 5 : random.nextInt(5);
      }
      wav(home.resolve(name), sound, RATE);
      Files.write(home.resolve(name.replace(".wav", ".Table.1.selections.txt")), table);
    }
    Files.write(home.resolve("broken.wav"), "RIFF....WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    List<String> lines = new ArrayList<>(List.of("file,begin,end,class"));
    lines.addAll(rows);
    Files.write(home.resolveSibling(home.getFileName() + "-truth.csv"), lines);
  }

  private static void call(
      double[] sound, double begin, double length, int kind, double level, Random random) {
    int n = (int) (length * RATE);
    double pitch = 1 + 0.04 * random.nextGaussian();
    double phase = 0;
    for (int i = 0; i < n; i++) {
      double t = (double) i / n;
      double hertz =
          pitch
              * switch (kind) {
                case 0 -> 2500 + 2500 * t; // rises
                case 1 -> 5500 - 3000 * t; // falls
                case 2 -> 4200; // a short whistle
                case 3 -> 3600 + 900 * Math.sin(2 * Math.PI * 4 * t); // trills
                default -> 1800 + 300 * Math.sin(Math.PI * t); // hums, with overtones
              };
      phase += 2 * Math.PI * hertz / RATE;
      double wave = Math.sin(phase);
      if (kind == 4) {
        wave += 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(3 * phase);
      }
      double edge = Math.min(1, Math.min(t, 1 - t) * 10);
      sound[(int) (begin * RATE) + i] += level * edge * wave;
    }
  }

  private static void wav(Path file, double[] sound, int rate) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * sound.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * sound.length);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    bytes.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    bytes.putShort((short) 2).putShort((short) 16);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * sound.length);
    for (double value : sound) {
      bytes.putShort((short) Math.round(32767 * Math.max(-1, Math.min(1, value))));
    }
    Files.write(file, bytes.array());
  }

  // ---- sheet ----

  /** A field sheet as people keep it: comments, semicolons, decimal commas, dates, gaps. */
  private static void sheet(Path home, int birds) throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    lines.add("# ringing station, spring; weights in g, lengths in mm");
    lines.add("# -9999: not measured");
    lines.add("ring;date;site;observer;wing;tail;bill;weight;moult;remarks");
    List<String> rows = new ArrayList<>();
    double[][] means = {{75, 58, 10, 16}, {91, 78, 13, 24}, {66, 48, 9, 9}, {88, 60, 21, 40}};
    for (int i = 0; i < birds; i++) {
      int kind = random.nextInt(4);
      String ring = String.format(Locale.ROOT, "ZX%05d", 40_000 + 7 * i);
      StringBuilder line = new StringBuilder(ring);
      line.append(String.format(Locale.ROOT, ";%02d.%02d.2023", 1 + i % 28, 3 + i * 3 / birds));
      line.append(random.nextBoolean() ? ";reeds" : ";wood");
      line.append(";").append("ANM".charAt(random.nextInt(3)));
      for (int j = 0; j < 4; j++) {
        double value = means[kind][j] * (1 + 0.035 * random.nextGaussian());
        String cell = String.format(Locale.GERMANY, "%.1f", value);
        int fate = random.nextInt(100);
        line.append(';').append(fate < 4 ? "" : fate < 6 ? "NA" : fate == 6 ? "-9999" : cell);
      }
      line.append(kind == 2 ? ";no" : random.nextInt(3) == 0 ? ";no" : ";partial");
      line.append(i % 37 == 5 ? ";\"slept; let go \u00fcber the reeds at dusk\"" : ";");
      lines.add(line.toString());
      rows.add(ring + ",kind " + (kind + 1));
    }
    lines.add(";;;;;;;;;");
    lines.set(40, lines.get(40).replaceFirst(";([0-9]+,[0-9]);(no|partial)", ";ca. $1;$2"));
    Files.write(home.resolve("sheet.csv"), lines, Charset.forName("windows-1252"));
    truth(home, rows);
  }

  // ---- log ----

  /** Accelerations of a bird at 25 a second: it rests, walks, feeds and flies. */
  private static void log(Path home, int seconds) throws IOException {
    Random random = new Random(3);
    int rate = 25;
    List<String> rows = new ArrayList<>();
    StringBuilder text = new StringBuilder("time,x,y,z\n");
    String[] kinds = {"rests", "walks", "feeds", "flies"};
    int kind = 0;
    double until = 0;
    double began = 0;
    for (int i = 0; i < seconds * rate; i++) {
      double t = (double) i / rate;
      if (t >= until) {
        if (t > 0) {
          rows.add(String.format(Locale.ROOT, "log.csv,%.2f,%.2f,%s", began, t, kinds[kind]));
        }
        kind = (kind + 1 + random.nextInt(3)) % 4;
        began = t;
        until = t + 8 + 20 * random.nextDouble();
      }
      double beat = Math.sin(2 * Math.PI * t * (kind == 1 ? 2.1 : kind == 3 ? 4.5 : 0.9));
      double x = kind == 2 ? -0.5 + 0.25 * beat : kind == 1 ? 0.15 * beat : 0.05;
      double y = kind == 1 ? 0.2 * Math.cos(2 * Math.PI * t * 1.05) : 0;
      double z = kind == 3 ? 1 + 0.9 * beat : kind == 1 ? 1 + 0.3 * beat : kind == 2 ? 0.8 : 1;
      double noise = kind == 0 ? 0.01 : 0.06;
      boolean gap = i % 4001 == 4000;
      text.append(
          String.format(
              Locale.ROOT,
              "%.2f,%s,%.4f,%.4f%n",
              t,
              gap ? "NA" : String.format(Locale.ROOT, "%.4f", x + noise * random.nextGaussian()),
              y + noise * random.nextGaussian(),
              z + noise * random.nextGaussian()));
    }
    rows.add(String.format(Locale.ROOT, "log.csv,%.2f,%d.00,%s", began, seconds, kinds[kind]));
    Files.writeString(home.resolve("log.csv"), text.toString().replace("\r\n", "\n"));
    List<String> lines = new ArrayList<>(List.of("file,begin,end,class"));
    lines.addAll(rows);
    Files.write(home.resolveSibling(home.getFileName() + "-truth.csv"), lines);
  }

  // ---- big ----

  /** As many images as memory is tried with: blobs of ten kinds, in folders of a thousand. */
  private static void bigImages(Path home, int count) {
    IntStream.range(0, (count + 999) / 1000)
        .parallel()
        .forEach(
            folder -> {
              try {
                Path place =
                    Files.createDirectories(home.resolve(String.format(Locale.ROOT, "%03d", folder)));
                Random random = new Random(folder);
                BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
                for (int i = folder * 1000; i < Math.min(count, folder * 1000 + 1000); i++) {
                  blob(image, i % 10, random);
                  String name = String.format(Locale.ROOT, "%06d.bmp", i);
                  try (OutputStream out =
                      new BufferedOutputStream(Files.newOutputStream(place.resolve(name)), 1 << 14)) {
                    ImageIO.write(image, "bmp", out);
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static void blob(BufferedImage image, int kind, Random random) {
    double x = 20 + 24 * random.nextDouble();
    double y = 20 + 24 * random.nextDouble();
    double wide = 4 + 2.0 * (kind % 5);
    double high = 4 + 8.0 * (kind / 5);
    int[] row = new int[64];
    for (int v = 0; v < 64; v++) {
      for (int u = 0; u < 64; u++) {
        double dx = (u - x) / wide;
        double dy = (v - y) / high;
        int level = (int) (220 * Math.exp(-dx * dx - dy * dy)) + random.nextInt(24);
        row[u] = level << 16 | (level * (10 - kind) / 10) << 8 | level * kind / 10;
      }
      image.setRGB(0, v, 64, 1, row, 0, 64);
    }
  }

  /** Recordings of a minute at 48,000 a second, some 6 MB each, with the calls of above in them. */
  private static void bigRecordings(Path home, int count) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            r -> {
              Random random = new Random(r);
              short[] sound = new short[60 * 48_000];
              int noise = r + 1;
              for (int i = 0; i < sound.length; i++) {
                noise = noise * 1664525 + 1013904223;
                sound[i] = (short) (noise >> 25);
              }
              for (double at = 0.5; at < 58.5; at += 0.4 + random.nextDouble()) {
                int n = (int) ((0.08 + 0.1 * random.nextDouble()) * 48_000);
                int first = (int) (at * 48_000);
                int kind = random.nextInt(3);
                double phase = 0;
                for (int i = 0; i < n; i++) {
                  double t = (double) i / n;
                  phase +=
                      2 * Math.PI * (kind == 0 ? 3000 + 2000 * t : kind == 1 ? 5500 - 2500 * t : 4200)
                          / 48_000;
                  sound[first + i] += (short) (6000 * Math.sin(Math.PI * t) * Math.sin(phase));
                }
              }
              Path file = home.resolve(String.format(Locale.ROOT, "%04d.wav", r));
              try (DataOutputStream out =
                  new DataOutputStream(
                      new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
                ByteBuffer bytes =
                    ByteBuffer.allocate(44 + 2 * sound.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * sound.length);
                bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
                bytes.putShort((short) 1).putShort((short) 1).putInt(48_000).putInt(96_000);
                bytes.putShort((short) 2).putShort((short) 16);
                bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * sound.length);
                for (short value : sound) {
                  bytes.putShort(value);
                }
                out.write(bytes.array());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
