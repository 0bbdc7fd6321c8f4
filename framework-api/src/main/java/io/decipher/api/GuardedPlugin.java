// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of a third party's plugin, or of its product, that checks every result against the
 * contract of its interface: not null, one row for each input row, finite. A violation is reported
 * where it occurs, with the plugin's name, instead of surfacing later as an unrelated error. The
 * proxy implements every capability of its target, since capabilities are interfaces.
 */
final class GuardedPlugin implements InvocationHandler {
  /** Interfaces called for each pair of samples or each point, where checks would cost too much. */
  private static final Set<Class<?>> TOO_QUICK =
      Set.of(Neighbours.class, Comparison.Comparer.class);

  /** Products that are guarded as well when a guarded plugin creates them. */
  private static final List<Class<?>> PRODUCTS =
      List.of(Encoder.class, Projection.class, ClusterModel.class, TrainedModel.class);

  private static final String OWN = "io.decipher.";

  private final Object plugin;
  private final String name;
  private final Class<?> yields;

  /** The number of points or samples that the target was fitted to; negative if unknown. */
  private final int given;

  private GuardedPlugin(Object plugin, String name, Class<?> yields, int given) {
    this.plugin = plugin;
    this.name = name;
    this.yields = yields;
    this.given = given;
  }

  /**
   * Returns a plugin, guarded if it is a third party's and all its capabilities can be proxied.
   *
   * @param name for people, e.g. {@code "clusterer 'mine'"}
   * @param yields the type of its product, as declared by its provider
   */
  @SuppressWarnings("unchecked") // the proxy has every interface of the plugin
  static <T> T of(T plugin, String name, Class<?> yields) {
    return plugin.getClass().getName().startsWith(OWN)
        ? plugin
        : (T) guarded(plugin, name, yields, -1);
  }

  /** Returns the plugin itself, without its guard if it has one. */
  static Object unguarded(Object plugin) {
    return Proxy.isProxyClass(plugin.getClass())
            && Proxy.getInvocationHandler(plugin) instanceof GuardedPlugin guarded
        ? guarded.plugin
        : plugin;
  }

  private static Object guarded(Object plugin, String name, Class<?> yields, int given) {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    collect(plugin.getClass(), interfaces);
    boolean possible = !interfaces.isEmpty() && interfaces.stream().allMatch(GuardedPlugin::isOpen);
    if (!possible || interfaces.stream().anyMatch(TOO_QUICK::contains)) {
      return plugin;
    }
    return Proxy.newProxyInstance(
        GuardedPlugin.class.getClassLoader(),
        interfaces.toArray(Class<?>[]::new),
        new GuardedPlugin(plugin, name, yields, given));
  }

  /** Collects Decipher's interfaces that a class implements. */
  private static void collect(Class<?> type, Set<Class<?>> found) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Class<?> one : at.getInterfaces()) {
        if (one.getName().startsWith(OWN)) {
          found.add(one);
        }
        collect(one, found);
      }
    }
  }

  private static boolean isOpen(Class<?> type) {
    try {
      return Modifier.isPublic(type.getModifiers())
          && !type.isSealed()
          && type.getModule().isExported(type.getPackageName())
          && Class.forName(type.getName(), false, GuardedPlugin.class.getClassLoader()) == type;
    } catch (ClassNotFoundException e) {
      return false; // from another class loader, so its capability would be hidden
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments;
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(method, given);
    }
    Object result;
    try {
      result = method.invoke(plugin, given);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
    return method.getReturnType() == void.class ? null : checked(method, given, result);
  }

  private @Nullable Object ofObject(Method method, Object[] arguments)
      throws ReflectiveOperationException {
    return method.getName().equals("equals")
        ? (Object) (arguments[0] != null && plugin.equals(unguarded(arguments[0])))
        : method.invoke(plugin, arguments);
  }

  private Object checked(Method method, Object[] arguments, @Nullable Object found) {
    String call = method.getName();
    Object result = PluginResults.there(found, this, call, expected(method.getReturnType()));
    if (result instanceof Map<?, ?> map) {
      boolean whole =
          map.entrySet().stream()
              .allMatch(entry -> entry.getKey() != null && entry.getValue() != null);
      require(whole, "returned a map with null", call);
    }
    int rows = rows(arguments);
    if (result instanceof FloatMatrix matrix) {
      return matrix(matrix, call, rows(call, arguments, rows));
    }
    if (result instanceof FoundClasses classes) {
      int wanted = rows >= 0 ? rows : given;
      int labels = classes.labels().size();
      require(wanted < 0 || labels == wanted, "gave " + labels + " labels for " + wanted, call);
      finite(classes.strengths(), "strengths");
    }
    if (result instanceof NoveltyAssigner.Assigned assigned) {
      checked(method, arguments, assigned.classes());
      matrix(assigned.noveltyScores(), "noveltyScores", rows);
    }
    if (result instanceof Samples samples) {
      samples(samples, call, arguments);
    }
    if (result instanceof ReconstructionModel.Reconstructions pairs) {
      matrix(pairs.shown(), call, rows);
      matrix(pairs.decoded(), call, rows);
    }
    if (result instanceof TrainedModel trained && arguments.length > 0) {
      SampleType type = PluginResults.there(trained.type(), this, "type", "what a sample is");
      if (arguments[0] instanceof TrainingSet set) {
        require(
            type.equals(set.type()),
            "made a model of " + type + " of samples of " + set.type(),
            call);
      }
    }
    return product(result, call, rows);
  }

  /** Returns a result, guarded if it is a product that is used on its own. */
  private Object product(Object result, String call, int rows) {
    if (PRODUCTS.stream().noneMatch(type -> type.isInstance(result))) {
      return result;
    }
    Object made = unguarded(result);
    if (PRODUCTS.stream().noneMatch(type -> type.isInstance(plugin))) {
      require(
          yields.isInstance(made),
          "made a " + made.getClass().getName() + ", but its provider promises " + yields.getName(),
          call);
    }
    Object guarded = guarded(made, name, yields, rows);
    if (guarded instanceof Projection projection) {
      projection.points(); // checks the layout now, while its author is known
    } else if (guarded instanceof ClusterModel model) {
      model.classes();
    }
    return guarded;
  }

  /**
   * Returns the number of rows that the result of a call must have; negative if any number is
   * allowed.
   */
  private int rows(String call, Object[] arguments, int rows) {
    return switch (call) {
      case "generate", "drawLatents" -> (int) arguments[arguments.length - 2];
      case "points", "outlierScores" -> given;
      default -> rows;
    };
  }

  private FloatMatrix matrix(FloatMatrix matrix, String call, int rows) {
    require(
        rows < 0 || matrix.rows() == rows,
        "gave " + matrix.rows() + " rows for " + rows + " of them",
        call);
    int columns =
        plugin instanceof TrainedModel model && (call.equals("generate") || call.equals("decode"))
            ? model.type().size()
            : plugin instanceof NoveltyScores scores && call.equals("noveltyScores")
                ? scores.noveltyMeasures().size()
                : matrix.columns();
    require(
        matrix.columns() == columns,
        "gave " + matrix.columns() + " columns where there are " + columns,
        call);
    finite(matrix, call);
    return matrix;
  }

  private void finite(FloatMatrix matrix, String what) {
    PluginResults.finite(matrix, this, what);
  }

  private void samples(Samples samples, String call, Object[] arguments) {
    SampleType type = PluginResults.there(samples.type(), this, call, "samples of a type");
    if (plugin instanceof Dataset dataset) {
      require(
          type.equals(dataset.type()),
          "has samples of " + type + ", but declares them as " + dataset.type(),
          call);
    }
    if (plugin instanceof Preprocessor preprocessor
        && call.equals("apply")
        && arguments[0] instanceof Samples before) {
      require(
          samples.count() == before.count(),
          "made " + samples.count() + " samples of " + before.count(),
          call);
      SampleType said = preprocessor.check(before.type());
      require(type.equals(said), "made samples of " + type + ", but declares " + said, call);
    }
  }

  /** Returns the number of samples or points passed to a call; negative if there are none. */
  private static int rows(Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof FloatMatrix matrix) {
        return matrix.rows();
      }
      if (argument instanceof Samples samples) {
        return samples.count();
      }
    }
    return -1;
  }

  private void require(boolean kept, String did, String call) {
    if (!kept) {
      throw PluginResults.broken(this, did + " (" + call + ")");
    }
  }

  private static String expected(Class<?> type) {
    String name = type.getSimpleName();
    return ("AEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }

  /** Returns the plugin's name, module, version and jar, for people. */
  String title() {
    return name + " of " + Plugins.origin(plugin.getClass());
  }
}
