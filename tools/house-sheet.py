#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How the house is laid out: classes a package, the largest classes, the longest parameter lists, circles of packages.

    tools/house-sheet.py [COMMIT]      of the working tree, or of a commit

Counts source files of src/main/java (a file is a class), their lines, parameters of methods and constructors, components of
records, and circles among the packages of a module by their imports. A reader of source, no compiler: generic parameters and
annotations are skipped by counting brackets.
"""
import collections
import pathlib
import re
import subprocess
import sys


def sources(commit):
    """Pairs of path and text."""
    if commit is None:
        names = subprocess.run(["git", "ls-files", "*/src/main/java/*.java"], capture_output=True, text=True, check=True)
        for name in names.stdout.split():
            yield name, pathlib.Path(name).read_text(encoding="utf-8")
        return
    names = subprocess.run(["git", "ls-tree", "-r", "--name-only", commit], capture_output=True, text=True, check=True)
    for name in names.stdout.split("\n"):
        if "/src/main/java/" in name and name.endswith(".java"):
            text = subprocess.run(["git", "show", f"{commit}:{name}"], capture_output=True, text=True, check=True)
            yield name, text.stdout


def bare(text):
    """Without comments and without what strings hold."""
    text = re.sub(r'"""(?:\\.|[^\\])*?"""', '""', text, flags=re.S)
    pattern = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/'
    return re.sub(pattern, lambda m: '""' if m.group(0)[0] in "\"'" else " ", text, flags=re.S)


def count(text, start):
    """How many things stand between the bracket at start and its partner, and where that is."""
    depth, angle, commas, empty = 0, 0, 0, True
    for at in range(start, len(text)):
        c = text[at]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return (0 if empty else commas + 1), at
        elif c == "<":
            angle += 1
        elif c == ">":
            angle -= 1
        elif c == "," and depth == 1 and angle == 0:
            commas += 1
        if not c.isspace() and at > start:
            empty = False
    return 0, len(text)


METHOD = re.compile(r"(?<![.\w])(?!(?:if|for|while|switch|catch|try|return|new|throw|synchronized|assert|else|super|this)\b)([A-Za-z_]\w*)\s*\(")

def parameters(text):
    """(count, name, is a record) of every declaration."""
    for found in METHOD.finditer(text):
        before = text[: found.start()].rstrip()
        many, end = count(text, found.end() - 1)
        after = text[end + 1 : end + 200].lstrip()
        record = re.search(r"\brecord\s+$", text[max(0, found.start() - 40) : found.start()]) is not None
        declared = re.match(r"(throws\s[\w.,\s]+)?[{;]", after) or record
        word = re.search(r"([\w>\]?]+)$", before)
        if not declared or not word or word.group(1) in ("return", "new", "throw", "else", "yield"):
            continue
        if after.startswith(";") and not re.search(r"[\w>\]]\s+$", text[: found.start()]):
            continue
        yield many, found.group(1), record


def circles(edges):
    """Strongly connected components of more than one node (Tarjan 1972)."""
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in sorted(edges[v]):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            part = []
            while True:
                w = stack.pop()
                on.discard(w)
                part.append(w)
                if w == v:
                    break
            if len(part) > 1:
                found.append(sorted(part))

    for v in sorted(edges):
        if v not in index:
            visit(v)
    return found


def main():
    sys.setrecursionlimit(10000)
    commit = sys.argv[1] if len(sys.argv) > 1 else None
    packages, lines, lists, records = collections.Counter(), [], [], []
    types, texts = collections.defaultdict(dict), {}
    for path, text in sources(commit):
        module, _, inner = path.partition("/src/main/java/")
        name = pathlib.PurePosixPath(path).stem
        if name in ("module-info", "package-info"):
            continue
        package = inner.rpartition("/")[0].replace("/", ".")
        packages[module, package] += 1
        lines.append((text.count("\n"), f"{module}: {name}"))
        code = bare(text)
        types[module][f"{package}.{name}"] = package
        texts[module, package, name] = code
        for many, what, record in parameters(code):
            (records if record else lists).append((many, f"{module}: {name}.{what}"))
    print(f"{sum(packages.values())} classes in {len(packages)} packages of {len({m for m, _ in packages})} modules")
    print("classes a package, the fullest:")
    for (module, package), many in packages.most_common(12):
        print(f"  {many:4} {module}: {package}")
    print("lines of a class, the largest:")
    for many, name in sorted(lines, reverse=True)[:8]:
        print(f"  {many:4} {name}")
    print("parameters of a method or constructor, the longest lists:")
    for many, name in sorted(lists, reverse=True)[:6]:
        print(f"  {many:4} {name}")
    print("components of a record, the most:")
    for many, name in sorted(records, reverse=True)[:6]:
        print(f"  {many:4} {name}")
    print("circles:")
    for module in sorted(types):
        between = collections.defaultdict(set)
        within = collections.defaultdict(set)
        for (owner, package, name), code in texts.items():
            if owner != module:
                continue
            own = f"{package}.{name}"
            words = set(re.findall(r"\b[A-Z]\w*", code))
            imported = set(re.findall(r"import (?:static )?([\w.]+?\.[A-Z]\w*)", code))
            within[own]
            between[package]
            for other, there in types[module].items():
                simple = other.rpartition(".")[2]
                if other != own and simple in words and (there == package or other in imported):
                    within[own].add(other)
                    if there != package:
                        between[package].add(there)
        large = max((len(part) for part in circles(within)), default=0)
        rings = circles(between)
        print(f"  {module}: {len(rings)} of packages, largest of classes {large}" + "".join(f"\n    {' '.join(r)}" for r in rings))


if __name__ == "__main__":
    main()
