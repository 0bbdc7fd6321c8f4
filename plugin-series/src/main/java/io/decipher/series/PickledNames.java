// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the column names that pandas stores in HDF5: Python pickles in protocol 0, of which only
 * lists, tuples, texts and numbers are supported and nothing is ever executed.
 */
final class PickledNames {
  private static final Object MARK = new Object();
  private static final int MOST = 1 << 20; // operations

  private final String text;
  private int at;
  private final List<Object> stack = new ArrayList<>();
  private final Map<String, Object> memo = new HashMap<>();

  private PickledNames(String text) {
    this.text = text;
  }

  /**
   * Returns all tuples and lists in a pickle that consist of texts only, in order.
   *
   * @throws IllegalArgumentException if it contains anything unsupported
   */
  static List<List<String>> of(String pickle) {
    Object root = new PickledNames(pickle).load();
    List<List<String>> names = new ArrayList<>();
    collect(root, names);
    return names;
  }

  private static void collect(Object value, List<List<String>> names) {
    if (!(value instanceof List<?> items)) {
      return;
    }
    boolean isName = !items.isEmpty() && items.stream().allMatch(String.class::isInstance);
    if (isName) {
      names.add(items.stream().map(String.class::cast).toList());
    } else {
      items.forEach(item -> collect(item, names));
    }
  }

  private String line() {
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw new IllegalArgumentException("a truncated pickle");
    }
    String line = text.substring(at, end);
    at = end + 1;
    return line;
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw new IllegalArgumentException("a damaged pickle");
    }
    return stack.remove(stack.size() - 1);
  }

  private List<Object> sinceMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw new IllegalArgumentException("a damaged pickle");
    }
    List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return items;
  }

  private Object load() {
    for (int step = 0; step < MOST && at < text.length(); step++) {
      char operation = text.charAt(at++);
      switch (operation) {
        case '(' -> stack.add(MARK);
        case 'l', 't' -> stack.add(sinceMark());
        case ')', ']' -> stack.add(new ArrayList<>());
        case 'N' -> stack.add("");
        case 'V', 'S', 'U' -> stack.add(unquoted(operation, line()));
        case 'I', 'L', 'F' -> stack.add(Double.valueOf(number(line())));
        case 'p' -> memo.put(line(), top());
        case 'g' -> stack.add(known(line()));
        case 'a' -> append(pop());
        case 'e' -> sinceMark().forEach(this::append);
        case '.' -> {
          return pop();
        }
        default ->
            throw new IllegalArgumentException(
                "a pickle with operation '" + operation + "', which no column's name needs");
      }
    }
    throw new IllegalArgumentException("a truncated pickle");
  }

  private Object top() {
    if (stack.isEmpty()) {
      throw new IllegalArgumentException("a damaged pickle");
    }
    return stack.get(stack.size() - 1);
  }

  private Object known(String key) {
    Object value = memo.get(key);
    if (value == null) {
      throw new IllegalArgumentException("a damaged pickle");
    }
    return value;
  }

  @SuppressWarnings("unchecked") // all lists here are created by this class
  private void append(Object item) {
    if (!(top() instanceof List<?> list)) {
      throw new IllegalArgumentException("a damaged pickle");
    }
    ((List<Object>) list).add(item);
  }

  private static String unquoted(char operation, String line) {
    boolean quoted = operation == 'S' && line.length() >= 2;
    return quoted ? line.substring(1, line.length() - 1) : line;
  }

  private static String number(String line) {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (!digits.matches("[-+0-9.eE]{1,40}")) {
      throw new IllegalArgumentException("a pickle with the number '" + digits + "'");
    }
    return digits;
  }
}
