"""Makes the numbers by which the judge's arithmetic is checked, each from its definition.

    python3 tools/judge/golden.py DIRECTORY

DIRECTORY  gets real.npy, generated.npy, probabilities.npy (float32) and expected.properties

Needs numpy, scipy and scikit-learn; ran with numpy 1.24.2, scipy 1.10.1, scikit-learn 1.2.1.
"""

import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist
from scipy.stats import entropy
from sklearn.neighbors import NearestNeighbors


def frechet(a, b):
    s, t = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(s @ t)
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(s + t - 2 * root.real)


def radii(points, k):
    return NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points).kneighbors(points)[0][:, k]


def fidelity(real, generated, k):
    apart = cdist(real, generated)
    in_real, in_generated = apart <= radii(real, k)[:, None], apart <= radii(generated, k)[None, :]
    return {
        "precision": in_real.any(0).mean(),
        "recall": in_generated.any(1).mean(),
        "density": in_real.sum() / k / len(generated),
        "coverage": in_real.any(1).mean(),
    }


def class_use(p, splits):
    scores = [np.exp(np.mean([entropy(row, part.mean(0)) for row in part])) for part in np.split(p, splits)]
    histogram = np.bincount(p.argmax(1), minlength=p.shape[1]) / len(p)
    even = np.full(p.shape[1], 1 / p.shape[1])
    return {
        "score": np.mean(scores),
        "score-deviation": np.std(scores),
        "modes": int((histogram >= 0.1 / p.shape[1]).sum()),
        "divergence": entropy(histogram, even),
    }


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(12)
    mixing = random.normal(size=(6, 6))
    real = np.maximum(0, random.normal(size=(300, 6)) @ mixing + 1)
    generated = np.maximum(0, 1.3 * random.normal(size=(250, 6)) @ mixing + 0.6)
    # A feature that is always 0, as a net's may be, and one that two others make up.
    real = np.column_stack([real, np.zeros(300), real[:, 0] + real[:, 1]]).astype("<f4")
    generated = np.column_stack([generated, np.zeros(250), generated[:, 0] + generated[:, 1]]).astype("<f4")
    logits = random.normal(size=(200, 10)) * 3
    logits[:, 2] -= 9  # a mode that is missed
    logits[:, 5] += 2
    p = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).astype("<f4")

    wide = [m.astype(float) for m in (real, generated)]
    expected = {
        "frechet": frechet(*wide),
        "frechet-of-six": frechet(wide[0][:, :6], wide[1][:, :6]),
        **fidelity(*wide, 3),
        **{key + "-of-five": value for key, value in fidelity(*wide, 5).items()},
        **class_use(p.astype(float), 10),
    }
    np.save(directory / "real.npy", real)
    np.save(directory / "generated.npy", generated)
    np.save(directory / "probabilities.npy", p)
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    lines = [f"# Written by tools/judge/golden.py with {versions}."]
    lines += [f"{key} = {value!r}" for key, value in ((k, float(v)) for k, v in expected.items())]
    (directory / "expected.properties").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
