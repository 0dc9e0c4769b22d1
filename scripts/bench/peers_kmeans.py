#!/usr/bin/python3
"""k-means colour quantization of one photo: Roundoff's command line, or one of its peers.

usage: peers_kmeans.py list
       peers_kmeans.py WHO ROUNDOFF IMAGE K [K ...]
Prints one JSON object for each k: {"who", "k", "seconds", "mse", "mse_exact", "runs"}. MSE is the mean over pixels of
the squared distance summed over R, G, B: "mse" with the palette in 8 bits, as a picture has it, "mse_exact" with the
centres' fractions where there are any. Everyone gets the same pixels: JPEG decoders differ by some levels, so Pillow
decodes once, and commands read them from a PNG stored without compression.
Seeds are fixed. Libraries get one thread each, as Roundoff has; commands thread as they do by default.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMAND_ENVIRONMENT = dict(os.environ)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when the libraries below load

import numpy as np
from PIL import Image


class Photo:
    def __init__(self, picture, folder):
        self.picture = picture
        self.png = os.path.join(folder, f"{picture.width}x{picture.height}.png")
        self.result = os.path.join(folder, "out.png")
        picture.save(self.png, compress_level=0)
        self.pixels = np.asarray(self.picture).reshape(-1, 3)
        self.samples = self.pixels.astype(np.float32)
        self.unique, self.counts = np.unique(self.pixels, axis=0, return_counts=True)

    def mse_of_centers(self, centers):
        """Every unique colour goes to its nearest centre."""
        centers = np.asarray(centers, np.float64)
        total = 0.0
        for begin in range(0, len(self.unique), 8192):
            part = self.unique[begin : begin + 8192].astype(np.float64)
            nearest = ((part[:, None, :] - centers[None]) ** 2).sum(-1).min(1)
            total += float((nearest * self.counts[begin : begin + 8192]).sum())
        return total / len(self.pixels)

    def mse_of_picture(self, picture):
        other = np.asarray(picture.convert("RGB"), np.float64).reshape(-1, 3)
        return float(((other - self.samples) ** 2).sum(1).mean())


def timed(work, most_runs=5, budget=3.0):
    """The median seconds of `work` over as many runs as the budget holds (at least one), its last result, the runs."""
    taken = []
    while True:
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
        if len(taken) >= most_runs or sum(taken) + taken[-1] > budget:
            return statistics.median(taken), result, len(taken)


def roundoff(photo, k, cli):
    command = [cli, "image", photo.png, "-k", str(k), "--json"]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(9)]
    part = lambda *names: statistics.median(sum(run["seconds"][name] for name in names) for run in runs)
    return {
        "seconds": part("cluster", "assign"),
        "histogram": part("histogram"),
        "mse": runs[0]["mse"],
        "mse_exact": runs[0]["inertia"] / len(photo.pixels),
        "runs": len(runs),
    }


def fitted(fit):
    """A measure of a function (photo, k) → centres."""

    def measure(photo, k, cli):
        seconds, centers, runs = timed(lambda: fit(photo, k))
        return {
            "seconds": seconds,
            "mse": photo.mse_of_centers(np.round(centers)),
            "mse_exact": photo.mse_of_centers(centers),
            "runs": runs,
        }

    return measure


def sklearn_pixels(photo, k):
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=1, max_iter=300, tol=1e-4, algorithm="lloyd", random_state=0)
    return model.fit(photo.samples).cluster_centers_


def sklearn_best_of_10(photo, k):
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=10, max_iter=300, tol=1e-4, algorithm="lloyd", random_state=0)
    return model.fit(photo.unique.astype(np.float32), sample_weight=photo.counts).cluster_centers_


def opencv(photo, k):
    import cv2

    cv2.setNumThreads(1)
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 100, 0.5)
    return cv2.kmeans(photo.samples, k, None, criteria, 1, cv2.KMEANS_PP_CENTERS)[2]


def faiss_kmeans(photo, k):
    import faiss

    model = faiss.Kmeans(3, k, niter=25, seed=1, max_points_per_centroid=10**9)
    model.train(photo.samples)
    return model.centroids


def pillow(photo, k, cli):
    quantize = lambda: photo.picture.quantize(k, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    seconds, picture, runs = timed(quantize)
    return {"seconds": seconds, "mse": photo.mse_of_picture(picture), "runs": runs}


def run_command(line):
    return subprocess.run(line, check=True, capture_output=True, env=COMMAND_ENVIRONMENT)


def command(arguments):
    """A measure of a whole command from PNG file to PNG file; `arguments` is a function (cli, source, target, k)."""

    def measure(photo, k, cli):
        line = arguments(cli, photo.png, photo.result, str(k))
        seconds, _, runs = timed(lambda: run_command(line), most_runs=9)
        return {"seconds": seconds, "mse": photo.mse_of_picture(Image.open(photo.result)), "runs": runs}

    return measure


measures = {
    "roundoff": roundoff,
    "scikit-learn n_init=1": fitted(sklearn_pixels),
    "scikit-learn best of 10": fitted(sklearn_best_of_10),
    "OpenCV": fitted(opencv),
    "faiss": fitted(faiss_kmeans),
    "Pillow median cut": pillow,
    "roundoff command": command(lambda cli, source, target, k: [cli, "image", source, "-k", k, "--out", target]),
    "pngquant command": command(
        lambda cli, source, target, k: ["pngquant", "--nofs", "--speed=3", "--force", "-o", target, k, source]
    ),
}


def main():
    if sys.argv[1:] == ["list"]:
        print("\n".join(measures))
        return
    who, cli, path = sys.argv[1:4]
    picture = Image.open(path).convert("RGB")
    with tempfile.TemporaryDirectory() as folder:
        # Libraries load on first use: a corner of the picture first keeps that out of the times.
        measures[who](Photo(picture.crop((0, 0, 64, 64)), folder), 2, cli)
        photo = Photo(picture, folder)
        for k in map(int, sys.argv[4:]):
            print(json.dumps({"who": who, "k": k, **measures[who](photo, k, cli)}), flush=True)


main()
