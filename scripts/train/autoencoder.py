"""Trains the autoencoder: 16×16×3 → 4×4×8 → 16×16×3.
usage: python3 scripts/train/autoencoder.py [--steps N] [--fresh]"""
from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data import load, to_bytes, to_signed
from networks import Autoencoder
from options import Options, parse
from training import Training, autocast, step_generator

BATCH = 32
LATENT_NOISE = 0.05


def accuracy_of(model: Autoencoder, pictures: Tensor) -> dict[str, float]:
    """PSNR over all bytes, and the share of pixels within 8/255 in every channel."""
    squares, near, count = 0.0, 0.0, 0
    with torch.no_grad():
        for part in pictures.split(250):
            difference = to_bytes(model.decoder(model.encoder(to_signed(part)))) - part.float()
            squares += difference.square().sum().item()
            near += (difference.abs().amax(1) <= 8).float().sum().item()
            count += part.numel()
    return {"psnr": 10 * math.log10(255**2 * count / max(squares, 1e-9)), "near": near / (count / 3)}


def train(options: Options) -> None:
    torch.manual_seed(options.seed)
    model = Autoencoder().to(options.device)
    judged = Autoencoder().to(options.device)
    faces = load(options.data, "train", options.device)
    held_out = load(options.data, "held_out", options.device).pictures[:500]

    def loss(model: nn.Module, step: int) -> Tensor:
        generator = step_generator(options.seed, step)
        pick = torch.randint(len(faces), (BATCH,), generator=generator)
        noise = torch.randn(BATCH, 8, 4, 4, generator=generator).to(options.device)
        x = to_signed(faces.pictures[pick.to(options.device)])
        with autocast(options.device, options.bf16):
            z = model.encoder(x).float()
            # the noise keeps neighbours in the latent space alike, for the diffusion model's small errors
            y = model.decoder(z + LATENT_NOISE * noise).float()
        return F.mse_loss(y, x) + 0.3 * (y - x).abs().mean() + 1e-3 * z.square().mean()

    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.load_state_dict(weights)
        return accuracy_of(judged, held_out)

    training = Training("autoencoder", options.folder, model, steps=options.steps or 20_000, learning_rate=3e-3,
                        average=0.998, resume=options.resume)
    training.run(loss, evaluate, until=options.until)


if __name__ == "__main__":
    train(parse(__doc__))
