"""Goes on with the decoder of the finished autoencoder alone, closer to the bound that counts. The encoder stays, and with
it the latents that the diffusion model was trained on.
usage: python3 scripts/train/decoder.py [--steps N] [--fresh]"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autoencoder import NEAR, accuracy_of, batches
from data import load
from diffusion import load_autoencoder
from options import Options, parse
from training import Training, autocast, step_generator

LEARNING_RATE = 5e-4
LATENT_NOISE = 0.006
STREAM = 1  # of random numbers: other pictures than the autoencoder's own training drew at the same step


def train(options: Options) -> None:
    torch.manual_seed(options.seed)
    judged = load_autoencoder(options)[0]
    encoder, model = judged.encoder, load_autoencoder(options)[0].decoder
    draw = batches(options)
    held_out = load(options.data, "held_out", options.device).pictures[:500]

    def loss(model: nn.Module, step: int) -> Tensor:
        x, noise = draw(step_generator(options.seed + STREAM, step))
        with autocast(options.device, options.bf16):
            with torch.no_grad():
                z = encoder(x).float()
            y = model(z + LATENT_NOISE * noise).float()
        off = (y - x).abs()
        # six times the autoencoder's weight for pixels that are not near, and a narrower margin
        return off.square().mean() + 0.3 * off.mean() + 3 * F.relu(off - 0.85 * NEAR).mean()

    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.decoder.load_state_dict(weights)
        return accuracy_of(judged, held_out)

    training = Training("decoder", options.folder, model, steps=options.steps or 30_000, learning_rate=LEARNING_RATE,
                        average=0.998, decay=0.8, resume=options.resume)
    training.run(loss, evaluate, until=options.until)


if __name__ == "__main__":
    train(parse(__doc__))
