"""Trains the decoder further while the encoder stays as it is: the latents, and so the diffusion model, stay good.
usage: python3 scripts/train/decoder.py [--steps N] [--fresh]"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autoencoder import BATCH, accuracy_of
from data import load, to_signed
from diffusion import latents_of, load_autoencoder
from options import Options, parse
from training import Training, autocast, step_generator

LATENT_NOISE = 0.03


def train(options: Options) -> None:
    whole, judged = load_autoencoder(options)[0], load_autoencoder(options)[0]
    faces = load(options.data, "train", options.device)
    held_out = load(options.data, "held_out", options.device).pictures[:500]
    latents = latents_of(options, faces, "train").reshape(-1, 8, 4, 4)

    def loss(decoder: nn.Module, step: int) -> Tensor:
        generator = step_generator(options.seed + 2, step)
        pick = torch.randint(len(faces), (BATCH,), generator=generator).to(options.device)
        noise = torch.randn(BATCH, 8, 4, 4, generator=generator).to(options.device)
        x = to_signed(faces.pictures[pick])
        with autocast(options.device, options.bf16):
            y = decoder(latents[pick] + LATENT_NOISE * noise).float()
        return F.mse_loss(y, x) + 0.3 * (y - x).abs().mean()

    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.decoder.load_state_dict(weights)
        return accuracy_of(judged, held_out)

    training = Training("decoder", options.folder, whole.decoder, steps=options.steps or 10_000, learning_rate=2e-3,
                        average=0.998, decay=0.8, resume=options.resume)
    training.run(loss, evaluate, until=options.until)


if __name__ == "__main__":
    train(parse(__doc__))
