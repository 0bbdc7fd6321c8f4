"""Searches for the colours of src/palette.ts: n colours that differ as far as they can, for eyes
with all three kinds of cones and with each of the three missing (Machado et al. 2009, severity 1; there half the distance will do),
each with a contrast of at least 3 against its background (WCAG 2.2, 1.4.11). Prints the worst
distance (CIE76 in OKLab, x 100). Needs NumPy; run by hand, the result is pasted into the source."""
import sys
import numpy as np

MACHADO = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
M1 = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])
M2 = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])

def oklab(linear):
    return np.cbrt(np.clip(linear, 0, 1) @ M1.T) @ M2.T

def from_oklch(l, c, h):
    lab = np.stack([l, c * np.cos(h), c * np.sin(h)], -1)
    return (lab @ np.linalg.inv(M2).T) ** 3 @ np.linalg.inv(M1).T

def hexed(linear):
    s = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.clip(linear, 0, 1) ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * float(np.clip(v, 0, 1))):02x}" for v in s)

def luminance(linear):
    return linear @ np.array([0.2126, 0.7152, 0.0722])

def search(count, background, seed):
    rng = np.random.default_rng(seed)
    n = 60000
    pool = from_oklch(rng.uniform(0.3, 0.92, n), rng.uniform(0.09, 0.22, n), rng.uniform(0, 2 * np.pi, n))
    pool = pool[((pool >= 0) & (pool <= 1)).all(1)]
    light = luminance(pool)
    pool = pool[(np.maximum(light, background) + 0.05) / (np.minimum(light, background) + 0.05) >= 3][:9000]
    seen = [oklab(pool @ m.T) / (2 if name == "normal" else 1) for name, m in MACHADO.items()]
    best = (0, None)
    for start in rng.integers(0, len(pool), 60):
        chosen = [start]
        nearest = np.full(len(pool), np.inf)
        while len(chosen) < count:
            last = chosen[-1]
            for lab in seen:
                nearest = np.minimum(nearest, np.linalg.norm(lab - lab[last], axis=1))
            chosen.append(int(nearest.argmax()))
        worst = min(np.linalg.norm(lab[a] - lab[b]) for lab in seen for i, a in enumerate(chosen) for b in chosen[:i])
        if worst > best[0]:
            best = (worst, chosen)
    return best[0] * 100, [hexed(pool[i]) for i in best[1]]

for name, background in (("light", 1.0), ("dark", 0.009)):
    for count in (10,):
        print(name, count, *search(count, background, 1))
