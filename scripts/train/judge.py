"""Trains the judge: a small classifier that tells every attribute of a face, drawn or generated.
usage: python3 scripts/train/judge.py [--steps N] [--fresh]"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data import HIDDEN, columns, load, to_signed
from options import Options, parse
from training import Training, autocast, step_generator

BATCH = 128
NOISE = 0.04


class Judge(nn.Module):
    """n×3×16×16 in [-1, 1] → n×128 features → one row of logits per attribute."""

    def __init__(self, classes: dict[str, int]) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(12, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(128, 64, 3, padding=1)
        self.linear = nn.Linear(64 * 16, 128)
        self.heads = nn.ModuleDict({name: nn.Linear(128, n) for name, n in classes.items()})

    def features(self, x: Tensor) -> Tensor:
        x = F.silu(self.conv1(F.pixel_unshuffle(x, 2)))
        x = F.silu(self.conv2(F.pixel_unshuffle(x, 2)))
        return F.silu(self.linear(x.flatten(1)))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        features = self.features(x)
        return {name: head(features) for name, head in self.heads.items()}


@torch.no_grad()
def right(model: Judge, x: Tensor, labels: Tensor) -> dict[str, float]:
    """Each attribute's share of right answers among the pictures that tell it; NaN where none does."""
    logits = model(x)
    shares = {}
    for i, (name, values) in enumerate(logits.items()):
        if i >= labels.shape[1]:
            break
        told = labels[:, i] != HIDDEN
        shares[name] = (values.argmax(1) == labels[:, i])[told].float().mean().item()
    return shares


def train(options: Options) -> None:
    torch.manual_seed(options.seed + 1)
    classes = {name: len(list_) for name, list_ in columns(options.data).items()}
    model, judged = Judge(classes).to(options.device), Judge(classes).to(options.device)
    faces, held_out = (load(options.data, part, options.device) for part in ("train", "held_out"))

    def loss(model: nn.Module, step: int) -> Tensor:
        generator = step_generator(options.seed + 1, step)
        pick = torch.randint(len(faces), (BATCH,), generator=generator).to(options.device)
        # generated pictures are a little off, each by another amount: so are these
        strength = NOISE * torch.rand(BATCH, 1, 1, 1, generator=generator)
        noise = strength * torch.randn(BATCH, 3, 16, 16, generator=generator)
        labels = faces.labels[pick]
        with autocast(options.device, options.bf16):
            logits = model(to_signed(faces.pictures[pick]) + noise.to(options.device))
        return sum(F.cross_entropy(values.float(), labels[:, i], ignore_index=HIDDEN, reduction="sum")
                   for i, values in enumerate(logits.values())) / BATCH

    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.load_state_dict(weights)
        shares = right(judged, to_signed(held_out.pictures[:2000]), held_out.labels[:2000])
        return {"mean": sum(shares.values()) / len(shares), "least": min(shares.values())}

    training = Training("judge", options.folder, model, steps=options.steps or 27_000, learning_rate=2e-3,
                        average=0.998, resume=options.resume)
    training.run(loss, evaluate, until=options.until)


if __name__ == "__main__":
    train(parse(__doc__))
