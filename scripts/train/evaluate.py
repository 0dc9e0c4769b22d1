"""Measures the shipped networks and writes the model card, its pictures and numbers.json beside them.
usage: python3 scripts/train/evaluate.py"""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import card
import shipped
from autoencoder import accuracy_of
from data import describe, load, to_bytes, to_signed
from diffusion import asked_labels, class_counts
from flow import Flow, sample
from judge import Judge, right
from noise import gaussian
from options import Options, parse

GUIDANCE = 2.0
STEPS = (4, 8, 20)
QUANTIZED = (3, 2)
SAMPLES = 2000
SEED = 1


@torch.no_grad()
def features_of(judge: Judge, x: Tensor) -> np.ndarray:
    return torch.cat([judge.features(part) for part in x.split(500)]).double().numpy()


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """|mean difference|² + tr(A + B - 2 (A^½ B A^½)^½), the Fréchet distance of two Gaussians fitted to the features
    (Heusel et al. 2017, arXiv:1706.08500, with the judge's features in place of Inception's)."""
    mean = a.mean(0) - b.mean(0)
    first, second = np.cov(a.T), np.cov(b.T)
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    between = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return float(mean @ mean + np.trace(first) + np.trace(second) - 2 * between)


def drawn(model: Flow, decoder: torch.nn.Module, asked: Tensor, steps: int, guidance: float = GUIDANCE) -> Tensor:
    noise = torch.from_numpy(gaussian(SEED, len(asked)))
    latents = torch.cat([sample(model, n, a, steps, guidance) for n, a in zip(noise.split(500), asked.split(500))])
    return shipped.draw(decoder, latents)


def shares(judge: Judge, x: Tensor, labels: Tensor, names: list[str]) -> dict[str, float]:
    found = right(judge, x, labels[:, : len(names)])
    return {name: found[name] for name in names}


def pairs_among(labels: Tensor, description: dict) -> list[tuple[dict, Tensor]]:
    """Each pair of classes that training never showed together, and which rows of labels have it."""
    attributes = description["attributes"]
    order = list(attributes)
    return [(pair, torch.stack([labels[:, order.index(name)] == attributes[name].index(value)
                                for name, value in pair.items()]).all(0))
            for pair in description["heldOutPairs"]]


@torch.no_grad()
def pair_shares(options: Options, judge: Judge, kinds: dict[str, Tensor], labels: Tensor) -> list[dict]:
    """For each pair of classes that training never showed together: of the faces with it among the labels, how many have
    both by the judge, for each kind of picture."""
    description = describe(options.data)
    attributes = description["attributes"]
    told = {kind: {name: values.argmax(1) for name, values in judge(x).items()} for kind, x in kinds.items()}
    found = []
    for pair, asked in pairs_among(labels, description):
        wanted = {name: attributes[name].index(value) for name, value in pair.items()}
        both = {kind: torch.stack([seen[name] == index for name, index in wanted.items()]).all(0)[asked]
                for kind, seen in told.items()}
        found.append({"pair": pair, "asked": int(asked.sum()),
                      "shares": {kind: value.float().mean().item() for kind, value in both.items()}})
    return found


def measure_samples(options: Options, models: dict, samples: int) -> tuple[dict, dict[str, Tensor]]:
    """Faces asked for with the labels of held-out pictures: how often the judge sees what was asked, and how far their
    features lie from those of other held-out pictures."""
    classes = class_counts(options.data)
    names = list(classes)
    held_out = load(options.data, "held_out")
    labels = held_out.labels[:samples]
    asked = asked_labels(labels, classes)
    real = features_of(models["judge"], to_signed(held_out.pictures[samples : 2 * samples]))
    same = features_of(models["judge"], to_signed(held_out.pictures[:samples]))
    results = {"samples": samples, "guidance": GUIDANCE, "floor": frechet(same, real), "runs": {}}
    pictures: dict[str, Tensor] = {}
    runs = [(f"float16, {steps} steps", None, steps) for steps in STEPS]
    runs += [(f"{bits}-bit trained, 8 steps", bits, 8) for bits in QUANTIZED if models.get(bits)]
    for title, bits, steps in runs:
        x = drawn(models[bits] if bits else models["diffusion"], models["autoencoder"].decoder, asked, steps)
        attribute = shares(models["judge"], x, labels, names)
        results["runs"][title] = {
            "attributes": attribute,
            "mean": float(np.mean(list(attribute.values()))),
            "least": min(attribute.values()),
            "frechet": frechet(features_of(models["judge"], x), real),
        }
        pictures[title] = x
        print(title, {key: round(value, 4) for key, value in results["runs"][title].items() if key != "attributes"})
    results["judge"] = right(models["judge"], to_signed(held_out.pictures), held_out.labels)
    decoded = shipped.draw(models["autoencoder"].decoder, encoded(models["autoencoder"], held_out.pictures[:samples]))
    results["reconstructed"] = shares(models["judge"], decoded, labels, names)
    kinds = {"real": to_signed(held_out.pictures[:samples]), "reconstructed": decoded,
             "asked for, 8 steps": pictures["float16, 8 steps"]}
    results["pairs"] = pair_shares(options, models["judge"], kinds, labels)
    results["reconstructed_frechet"] = frechet(features_of(models["judge"], decoded), real)
    return results, pictures


@torch.no_grad()
def encoded(model: torch.nn.Module, pictures: Tensor) -> Tensor:
    return torch.cat([model.encoder(to_signed(part)) for part in pictures.split(250)])


def nearest(pictures: Tensor, train: Tensor) -> tuple[Tensor, list[float]]:
    """For each picture the training picture with the least squared difference, and the share of its pixels that agree
    within 8/255 in every channel."""
    flat = train.flatten(1).float()
    found, agree = [], []
    for picture in to_bytes(pictures):
        best = (flat - picture.flatten()).square().sum(1).argmin()
        found.append(train[best])
        agree.append(((train[best].float() - picture).abs().amax(0) <= 8).float().mean().item())
    return torch.stack(found), agree


def main(options: Options) -> None:
    folder = options.out
    models: dict = {"autoencoder": shipped.autoencoder(folder), "judge": shipped.judge(folder),
                    "diffusion": shipped.diffusion(folder)}
    for bits in QUANTIZED:
        if (folder / f"diffusion_{bits}bit.safetensors").exists():
            models[bits] = shipped.diffusion(folder, bits)
    held_out, train = load(options.data, "held_out"), load(options.data, "train")
    results = {"autoencoder": accuracy_of(models["autoencoder"], held_out.pictures)}
    new = torch.stack([rows for _, rows in pairs_among(held_out.labels, describe(options.data))]).any(0)
    results["autoencoder_without_pairs"] = accuracy_of(models["autoencoder"], held_out.pictures[~new])
    results["autoencoder_pairs"] = {"faces": int(new.sum()),
                                    **accuracy_of(models["autoencoder"], held_out.pictures[new])}
    print("autoencoder", results["autoencoder"], results["autoencoder_without_pairs"], results["autoencoder_pairs"])
    samples, pictures = measure_samples(options, models, min(SAMPLES, len(held_out) // 2))
    results.update(samples)
    best = pictures["float16, 8 steps"]
    found, agree = nearest(best[:16], train.pictures)
    results["nearest_agreement"] = agree
    # the labels came from the held-out pictures beside
    card.write(options, results, pictures, real=held_out.pictures[:64], nearest=found,
               reconstructed=shipped.draw(models["autoencoder"].decoder,
                                          encoded(models["autoencoder"], held_out.pictures[:16])))
    (folder / "numbers.json").write_text(json.dumps(results, indent="\t") + "\n")


if __name__ == "__main__":
    main(parse(__doc__))
