"""Trains the small net by which Decipher's judge scores generated digits, and freezes it.

    python3 tools/judge/train.py DATA OUTPUT [--golden DIRECTORY]

DATA       holds MNIST's four files in IDX format, gzipped (plugin-mnist bundles them)
OUTPUT     gets lenet.bin (float32, little-endian) and lenet.properties (hash, accuracy, versions)
--golden   gets what the net answers, to check another forward pass by

It learns from the 60,000 training images with their labels. How long, and by what rates, was fixed
beforehand: the test images are looked at once, at the end, for the accuracy that is written down.
Needs torch and numpy; ran with torch 1.13, numpy 1.24 on one thread.
"""

import argparse
import gzip
import hashlib
import math
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

EPOCHS = 6
BATCH = 128
RATE = 2e-3  # Adam; falls to 0 along a cosine
ROTATION = 10  # degrees; as all of these, drawn evenly from -x to x
SHEAR = 10  # degrees
SCALE = 0.1
SHIFT = 2  # pixels
SEED = 1


class LeNet(nn.Module):
    """Two convolutions and two dense layers; what enters the last are the features."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 5, padding=2)
        self.dense1 = nn.Linear(32 * 7 * 7, 64)
        self.dense2 = nn.Linear(64, 10)

    def features(self, x):  # (b, 1, 28, 28)
        x = F.relu(F.max_pool2d(self.conv1(x), 2))  # (b, 16, 14, 14)
        x = F.relu(F.max_pool2d(self.conv2(x), 2))  # (b, 32, 7, 7)
        x = F.dropout(x.flatten(1), 0.2, self.training)
        return F.relu(self.dense1(x))  # (b, 64)

    def forward(self, x):
        return self.dense2(self.features(x))


def idx(file):
    with gzip.open(file) as f:
        data = f.read()
    dimensions = data[3]
    shape = np.frombuffer(data, ">i4", dimensions, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def warped(images, generator):
    """Each image turned, slanted, scaled and shifted by little, on its own."""
    n = len(images)

    def draw(limit):
        return (torch.rand(n, generator=generator) * 2 - 1) * limit

    angle = draw(math.radians(ROTATION))
    slant = torch.tan(draw(math.radians(SHEAR)))
    wide, high = 1 + draw(SCALE), 1 + draw(SCALE)
    turn = torch.stack([torch.cos(angle), -torch.sin(angle), torch.sin(angle), torch.cos(angle)], 1)
    shape = torch.stack([wide, slant, torch.zeros(n), high], 1)
    matrix = turn.view(n, 2, 2) @ shape.view(n, 2, 2)
    shift = torch.stack([draw(SHIFT / 14), draw(SHIFT / 14)], 1)
    grid = F.affine_grid(torch.cat([matrix, shift[:, :, None]], 2), images.shape, False)
    return F.grid_sample(images, grid, align_corners=False)


def accuracy(net, images, labels):
    with torch.no_grad():
        found = torch.cat([net(part).argmax(1) for part in images.split(1000)])
    return (found == labels).double().mean().item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)

    def images(name):
        return torch.tensor(idx(arguments.data / name)).float().div(255)[:, None]

    def labels(name):
        return torch.tensor(idx(arguments.data / name)).long()

    train, train_labels = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
    net = LeNet()
    optimizer = torch.optim.Adam(net.parameters(), RATE)
    steps = EPOCHS * math.ceil(len(train) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: 0.5 * (1 + math.cos(math.pi * step / steps))
    )
    for epoch in range(EPOCHS):
        began, total = time.time(), 0.0
        for part in torch.randperm(len(train), generator=generator).split(BATCH):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(warped(train[part], generator)), train_labels[part])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(part)
        print(f"epoch {epoch + 1}: loss {total / len(train):.4f}, {time.time() - began:.0f} s", flush=True)
    net.eval()

    test, test_labels = images("t10k-images-idx3-ubyte.gz"), labels("t10k-labels-idx1-ubyte.gz")
    reached = accuracy(net, test, test_labels)
    weights = b"".join(p.detach().numpy().astype("<f4").tobytes() for p in net.parameters())
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "lenet.bin").write_bytes(weights)
    (arguments.output / "lenet.properties").write_text(
        "# Written by tools/judge/train.py together with lenet.bin.\n"
        f"sha256 = {hashlib.sha256(weights).hexdigest()}\n"
        "# The share of MNIST's 10,000 test images whose digit it names.\n"
        f"test-accuracy = {reached:.4f}\n"
        f"training = {EPOCHS} epochs, seed {SEED}, torch {torch.__version__}\n"
    )
    print(f"test accuracy {reached:.4f}, {len(weights)} bytes")

    if arguments.golden:
        noise = np.random.default_rng(SEED).integers(0, 256, (8, 784)).astype(np.uint8)
        asked = np.concatenate([test[:56].mul(255).round().numpy().astype(np.uint8).reshape(-1, 784), noise])
        with torch.no_grad():
            given = torch.tensor(asked).float().div(255).view(-1, 1, 28, 28)
            features, logits = net.features(given), net(given)
        arguments.golden.mkdir(parents=True, exist_ok=True)
        np.save(arguments.golden / "images.npy", asked)
        np.save(arguments.golden / "features.npy", features.numpy())
        np.save(arguments.golden / "logits.npy", logits.numpy())


if __name__ == "__main__":
    main()
