package io.decipher.app;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.SampleShape;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.report.Picture;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The samples of a run, read again from the data set that its configuration names. */
final class RunSamples implements ReportSamples {
  private final FloatMatrix rows;
  private final SampleShape shape;

  private RunSamples(FloatMatrix rows, SampleShape shape) {
    this.rows = rows;
    this.shape = shape;
  }

  /** Returns the samples of a run; nothing is known of those of one that names no data set. */
  static ReportSamples of(Path run, Plugins plugins) {
    int count = RunReport.samples(run);
    Path configuration = run.resolve("decipher.conf");
    if (count == 0 || !Files.isRegularFile(configuration)) {
      return ReportSamples.unknown(count);
    }
    Settings all = Settings.load(configuration).at("decipher");
    if (!all.has("dataset")) {
      return ReportSamples.unknown(count);
    }
    Dataset dataset = plugins.create(DatasetProvider.class, all.at("dataset"));
    return new RunSamples(dataset.samples(), dataset.shape());
  }

  /** Returns points as samples. */
  static ReportSamples of(FloatMatrix points) {
    return new RunSamples(points, SampleShape.vector(points.columns()));
  }

  @Override
  public int count() {
    return rows.rows();
  }

  @Override
  public String kind() {
    return shape.isImage()
        ? "images of " + shape.width() + " x " + shape.height()
        : "rows of " + shape.size() + " numbers";
  }

  @Override
  public Optional<FloatMatrix> values() {
    return shape.isImage() ? Optional.empty() : Optional.of(rows);
  }

  @Override
  public Optional<Picture> picture(int sample) {
    return picture(rows.row(sample));
  }

  @Override
  public Optional<Picture> mean(int... samples) {
    float[] mean = new float[rows.columns()];
    for (int sample : samples) {
      float[] row = rows.row(sample);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / samples.length;
      }
    }
    return picture(mean);
  }

  private Optional<Picture> picture(float[] values) {
    return shape.isImage()
        ? Optional.of(Picture.ofPlanes(shape.channels(), shape.height(), shape.width(), values))
        : Optional.empty();
  }
}
