package io.decipher.vae;

import io.decipher.api.ConfigurationException;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.GmvaeRecipe;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes variational autoencoders under a learned mixture, by the name {@code gmvae}. */
public final class GmvaeProvider implements GenerativeModelProvider {
  private static final String CLUSTERS = "clusters";

  /** Makes the provider; {@link java.util.ServiceLoader} calls it. */
  public GmvaeProvider() {}

  @Override
  public String name() {
    return "gmvae";
  }

  @Override
  public String description() {
    return "variational autoencoder under a learned mixture, which finds classes by itself";
  }

  @Override
  public GenerativeModel create(Settings settings) {
    List<String> problems = new ArrayList<>();
    VaeRecipe vae = bound(VaeRecipe.class, VaeProvider.bare(settings), Set.of(CLUSTERS), problems);
    GmvaeRecipe.Clusters clusters =
        bound(GmvaeRecipe.Clusters.class, settings.at(CLUSTERS), Set.of(), problems);
    if (vae == null || clusters == null) {
      throw new ConfigurationException(problems);
    }
    try {
      return new Gmvae(new GmvaeRecipe(vae, clusters));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String key = message.substring(0, message.indexOf(' '));
      throw new ConfigurationException(
          List.of(settings.place(key) + settings.path() + ": " + message));
    }
  }

  private static <R extends Record> @Nullable R bound(
      Class<R> type, Settings settings, Set<String> others, List<String> problems) {
    try {
      return settings.as(type, others);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  @Override
  public Class<?> yields() {
    return TrainedVae.class;
  }
}
