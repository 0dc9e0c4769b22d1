"""Trains the diffusion model on the latents of the finished autoencoder.
usage: python3 scripts/train/diffusion.py [--steps N] [--fresh] [--bits 2|3]"""
from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data import HIDDEN, Faces, describe, load, to_signed
from flow import LATENT, Flow
from networks import Autoencoder
from options import Options, parse
from training import Training, autocast, step_generator

BATCH = 256
DROP_ONE, DROP_ALL = 0.15, 0.1


def class_counts(data: Path) -> dict[str, int]:
    return {name: len(classes) for name, classes in describe(data)['attributes'].items()}


def asked_labels(labels: Tensor, classes: dict[str, int]) -> Tensor:
    """The attributes' columns, with 'not asked' where the picture does not tell."""
    counts = torch.tensor(list(classes.values()), device=labels.device)
    asked = labels[:, :len(classes)]
    return torch.where(asked == HIDDEN, counts, asked)


def load_autoencoder(options: Options) -> Autoencoder:
    model = Autoencoder().to(options.device)
    state = torch.load(options.folder / 'autoencoder.pt', map_location=options.device)
    model.load_state_dict(state['average'])
    return model.eval()


@torch.no_grad()
def encode(model: Autoencoder, faces: Faces) -> Tensor:
    """n×128 latents, channel first."""
    return torch.cat([model.encoder(to_signed(part)).reshape(-1, LATENT) for part in faces.pictures.split(500)])


def fit_range(model: Flow, latents: Tensor) -> None:
    """Keeps each number's mean, and each channel's standard deviation about it, with the model."""
    model.mean.copy_(latents.mean(0))
    spread = (latents - model.mean).reshape(-1, 8, 16).square().mean((0, 2)).sqrt()
    model.scale.copy_(spread.repeat_interleave(16))


def flow_loss(model: nn.Module, latents: Tensor, asked: Tensor, counts: Tensor, generator: torch.Generator,
              options: Options, dropping: bool = True) -> Tensor:
    """Squared error of the velocity at logit-normal times (Esser et al. 2024, arXiv:2403.03206)."""
    n = len(latents)
    device = latents.device
    noise = torch.randn(n, LATENT, generator=generator).to(device)
    t = torch.randn(n, generator=generator).sigmoid().to(device)
    drop = (torch.rand(n, len(counts), generator=generator) < DROP_ONE) \
        | (torch.rand(n, 1, generator=generator) < DROP_ALL)
    if dropping:
        asked = torch.where(drop.to(device), counts, asked)
    x = (1 - t[:, None]) * noise + t[:, None] * latents
    with autocast(options.device, options.bf16):
        velocity = model(x, t, asked).float()
    return F.mse_loss(velocity, latents - noise)


def train(options: Options) -> None:
    torch.manual_seed(options.seed)
    classes = class_counts(options.data)
    counts = torch.tensor(list(classes.values()), device=options.device)
    autoencoder = load_autoencoder(options)
    faces, held_out = (load(options.data, part, options.device) for part in ('train', 'held_out'))
    latents, held_latents = encode(autoencoder, faces), encode(autoencoder, held_out)
    model, judged = Flow(classes).to(options.device), Flow(classes).to(options.device)
    fit_range(model, latents)
    latents, held_latents = ((z - model.mean) / model.scale for z in (latents, held_latents))
    asked, held_asked = (asked_labels(part.labels, classes) for part in (faces, held_out))

    def loss(model: nn.Module, step: int) -> Tensor:
        generator = step_generator(options.seed, step)
        pick = torch.randint(len(latents), (BATCH,), generator=generator).to(options.device)
        return flow_loss(model, latents[pick], asked[pick], counts, generator, options)

    @torch.no_grad()
    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.load_state_dict(weights)
        value = flow_loss(judged, held_latents, held_asked, counts, step_generator(0, 0), options, dropping=False)
        return {'held_out': value.item()}

    training = Training('diffusion', options.folder, model, steps=options.steps or 20_000, learning_rate=2e-3,
                        average=0.999, resume=options.resume)
    training.run(loss, evaluate)


if __name__ == '__main__':
    train(parse(__doc__))
