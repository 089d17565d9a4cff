"""Trains the vocabulary that covers are indexed by, and writes it as `Sources/CoverRecognition/Vocabulary` reads it.

    python train.py DESCRIPTORS OUT [--swift] [--sample 800000] [--seed 7]

`DESCRIPTORS` is a file of RootSIFT descriptors, 128 bytes each, of covers that are not to be measured on: the benchmark
prints them with `CoverBenchmark descriptors FILE…`. `--swift` writes the Swift file instead of the bare bytes. The
vocabulary that ships was trained on 1 887 covers of no shop here. Needs numpy.

Principal components (64 of 128 dimensions hold 95 % of the variance), a random rotation so that each dimension holds as
much as the next, 256 coarse centroids, 256 centroids of what they leave (residual vector quantisation; Chen, Guan and
Wang, Sensors 2010), and the mean distance from the sum of the two in each dimension.
"""

from __future__ import annotations

import argparse
import base64
from pathlib import Path

import numpy as np

DESCRIPTOR = 128
DIMENSIONS = 64
CENTROIDS = 256
ROUNDS = 10
#: A descriptor's byte for a share of 1.
SCALE = 512
HEADER = np.array([1, CENTROIDS, CENTROIDS, DIMENSIONS], "<i4")


def nearest(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """The number of the nearest centroid of each point."""
    half_squares = (centroids * centroids).sum(axis=1) / 2
    found = np.empty(len(points), np.int64)
    for start in range(0, len(points), 65_536):
        part = points[start : start + 65_536]
        found[start : start + len(part)] = np.argmax(part @ centroids.T - half_squares, axis=1)
    return found


def cluster(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lloyd's algorithm from random points; a centroid that loses all its points begins anew at one."""
    centroids = points[rng.choice(len(points), CENTROIDS, replace=False)].copy()
    for _ in range(ROUNDS):
        found = nearest(points, centroids)
        counts = np.bincount(found, minlength=CENTROIDS)
        for dimension in range(points.shape[1]):
            sums = np.bincount(found, points[:, dimension], CENTROIDS)
            centroids[:, dimension] = sums / np.maximum(counts, 1)
        empty = np.flatnonzero(counts == 0)
        centroids[empty] = points[rng.choice(len(points), len(empty))]
    return centroids


def projection(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A row for each dimension that is kept."""
    centred = points[:200_000] - points.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    kept = values[::-1][:DIMENSIONS].sum() / values.sum()
    print(f"{DIMENSIONS} of {DESCRIPTOR} dimensions hold {kept:.3f} of the variance")
    rotation = np.linalg.qr(rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0]
    return (rotation @ vectors[:, ::-1][:, :DIMENSIONS].T).astype(np.float32)


def train(points: np.ndarray, rng: np.random.Generator) -> bytes:
    """The vocabulary's bytes."""
    mean = points.mean(axis=0)
    rows = projection(points, rng)
    projected = (points - mean) @ rows.T
    coarse = cluster(projected, rng)
    rest = projected - coarse[nearest(projected, coarse)]
    residual = cluster(rest, rng)
    error = rest - residual[nearest(rest, residual)]
    print(f"words leave {(error**2).sum() / ((projected - projected.mean(axis=0)) ** 2).sum():.3f} of it")
    parts = (mean, rows, coarse, residual, np.abs(error).mean(axis=0))
    return HEADER.tobytes() + b"".join(np.asarray(part, "<f4").tobytes() for part in parts)


def swift(vocabulary: bytes) -> str:
    """The Swift file that holds the vocabulary."""
    return (
        "/// The vocabulary that ships, as its training wrote it (Tests/Benchmarks/CoverRate/train.py), in base64: one literal of\n"
        "/// text costs the compiler nothing, an array of 164 624 bytes half a minute.\n"
        "enum TrainedVocabulary {\n    // swift-format-ignore\n"
        f'    static let base64: StaticString = "{base64.b64encode(vocabulary).decode()}"\n}}\n'
    )


def main() -> None:
    """Reads, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("descriptors", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--swift", action="store_true")
    parser.add_argument("--sample", type=int, default=800_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    points = np.fromfile(asked.descriptors, np.uint8).reshape(-1, DESCRIPTOR)
    if len(points) > asked.sample:
        points = points[rng.choice(len(points), asked.sample, replace=False)]
    vocabulary = train(points.astype(np.float32) / SCALE, rng)
    if asked.swift:
        asked.out.write_text(swift(vocabulary))
    else:
        asked.out.write_bytes(vocabulary)


if __name__ == "__main__":
    main()
