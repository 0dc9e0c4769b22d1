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
from qat import fake_quantize
from training import Training, autocast, save, step_generator

BATCH = 256
DROP_ONE, DROP_ALL = 0.15, 0.1


def class_counts(data: Path) -> dict[str, int]:
    return {name: len(classes) for name, classes in describe(data)["attributes"].items()}


def asked_labels(labels: Tensor, classes: dict[str, int]) -> Tensor:
    """The attributes' columns, with 'not asked' where the picture does not tell."""
    counts = torch.tensor(list(classes.values()), device=labels.device)
    asked = labels[:, :len(classes)]
    return torch.where(asked == HIDDEN, counts, asked)


@torch.no_grad()
def encode(model: Autoencoder, pictures: Tensor) -> Tensor:
    """n×128 latents, channel first."""
    return torch.cat([model.encoder(to_signed(part)).reshape(-1, LATENT) for part in pictures.split(500)])


def load_autoencoder(options: Options) -> tuple[Autoencoder, int]:
    """The averaged autoencoder, and the step it has come to."""
    model = Autoencoder().to(options.device)
    state = torch.load(options.folder / "autoencoder.pt", map_location=options.device)
    model.load_state_dict(state["average"])
    return model.eval(), state["step"]


def latents_of(options: Options, faces: Faces, part: str) -> Tensor:
    """The latents of a set of pictures, kept beside the states for as long as the autoencoder stays the same."""
    path = options.folder / f"latents_{part}.pt"
    model, step = load_autoencoder(options)
    if path.exists():
        kept = torch.load(path, map_location=options.device)
        if kept["step"] == step and len(kept["latents"]) == len(faces):
            return kept["latents"]
    latents = encode(model, faces.pictures)
    save(path, {"step": step, "latents": latents})
    return latents


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
    faces, held_out = (load(options.data, part, options.device) for part in ("train", "held_out"))
    latents, held_latents = latents_of(options, faces, "train"), latents_of(options, held_out, "held_out")
    model, judged = Flow(classes).to(options.device), Flow(classes).to(options.device)
    asked, held_asked = (asked_labels(part.labels, classes) for part in (faces, held_out))

    def loss(model: nn.Module, step: int) -> Tensor:
        generator = step_generator(options.seed, step)
        pick = torch.randint(len(latents), (BATCH,), generator=generator).to(options.device)
        return flow_loss(model, latents[pick], asked[pick], counts, generator, options)

    @torch.no_grad()
    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.load_state_dict(weights)
        value = flow_loss(judged, held_latents, held_asked, counts, step_generator(0, 0), options, dropping=False)
        return {"held_out": value.item()}

    name, steps, learning_rate = "diffusion", 28_000, 2e-3
    if options.bits:
        name, steps, learning_rate = f"diffusion_{options.bits}bit", 900 if options.bits == 3 else 1_600, 5e-4
        trained = torch.load(options.folder / "diffusion.pt", map_location=options.device)["average"]
        for network in (model, judged):
            network.load_state_dict(trained)
            fake_quantize(network, options.bits)
    training = Training(name, options.folder, model, steps=options.steps or steps, learning_rate=learning_rate,
                        average=0.999, resume=options.resume)
    # after the state was loaded: its range would be that of an autoencoder which may have learned since
    fit_range(model, latents)
    for name in ("mean", "scale"):
        training.average.values[name] = getattr(model, name).clone()
    latents, held_latents = ((z - model.mean) / model.scale for z in (latents, held_latents))
    training.run(loss, evaluate, until=options.until)


if __name__ == "__main__":
    train(parse(__doc__))
