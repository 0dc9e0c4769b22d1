"""Writes the trained networks to assets/models/*.safetensors: the averaged weights as float16, those of
quantization-aware training as packed integers with their scales.
usage: python3 scripts/train/export.py [--folder build/train] [--out assets/models]"""
from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import tensorfile
from data import columns, describe
from diffusion import class_counts
from flow import Flow
from options import Options, parse
from qat import GROUP, fake_quantize, packed, quantized_layers

LIMIT = 8_000_000


def half(values: dict[str, Tensor]) -> dict[str, np.ndarray]:
    arrays = {name: value.cpu().numpy().astype(np.float16) for name, value in values.items()}
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise SystemExit(f"{name} does not fit into float16")
    return arrays


def state_of(options: Options, name: str) -> dict | None:
    path = options.folder / f"{name}.pt"
    return torch.load(path, map_location="cpu") if path.exists() else None


def metadata_of(options: Options, state: dict, **more: object) -> dict[str, str]:
    """What a reader of the file must know: text and JSON, as the format wants strings."""
    return {"format": "roundoff", "trained_steps": str(state["step"]), "seed": str(options.seed),
            **{key: value if isinstance(value, str) else json.dumps(value) for key, value in more.items()}}


def quantized(options: Options, state: dict, bits: int) -> dict[str, np.ndarray]:
    """The weights of a fake-quantized model: NAME.weight.integers, packed by rows, and NAME.weight.scales."""
    model = Flow(class_counts(options.data))
    fake_quantize(model, bits)
    model.load_state_dict(state["average"])
    tensors: dict[str, np.ndarray] = {}
    layers = quantized_layers(model)
    for name, layer in layers.items():
        fake = layer.parametrizations.weight
        # the scale is rounded to float16 first, so that the integers belong to the scale that is shipped
        fake[0].scale.data = fake[0].scale.data.clamp(min=1e-6).half().float()
        integers = fake[0].integers(fake.original.detach()).to(torch.int8)
        tensors[f"{name}.weight.integers"] = packed(integers.numpy(), bits)
        tensors[f"{name}.weight.scales"] = fake[0].scale.detach().numpy().astype(np.float16)
    rest = {name: value for name, value in state["average"].items() if ".parametrizations." not in name}
    return {**half(rest), **tensors}


def export(options: Options, out: Path) -> dict[str, int]:
    """Bytes by file. Networks that are not trained yet are left out."""
    out.mkdir(parents=True, exist_ok=True)
    sizes: dict[str, int] = {}

    def write(name: str, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
        sizes[name] = tensorfile.write(out / f"{name}.safetensors", tensors, metadata)

    # the logs go along: a fresh clone's curves begin where ours end
    (out / "logs").mkdir(exist_ok=True)
    for log in options.folder.glob("*.jsonl"):
        shutil.copyfile(log, out / "logs" / log.name)
    attributes = describe(options.data)["attributes"]
    if state := state_of(options, "autoencoder"):
        alone = state_of(options, "decoder") or {"average": {}, "step": 0}
        weights = state["average"] | {f"decoder.{name}": value for name, value in alone["average"].items()}
        write("autoencoder", half(weights),
              metadata_of(options, state, network="autoencoder", decoder_steps=alone["step"]))
    if state := state_of(options, "diffusion"):
        write("diffusion", half(state["average"]),
              metadata_of(options, state, network="rectified flow", attributes=attributes))
    for bits in (2, 3):
        if state := state_of(options, f"diffusion_{bits}bit"):
            write(f"diffusion_{bits}bit", quantized(options, state, bits),
                  metadata_of(options, state, network="rectified flow", attributes=attributes, bits=bits,
                              field_bits=2 if bits == 2 else 4, group=GROUP))
    if state := state_of(options, "judge"):
        write("judge", half(state["average"]), metadata_of(options, state, network="judge",
                                                            attributes=columns(options.data)))
    if sum(sizes.values()) > LIMIT:
        raise SystemExit(f"{sum(sizes.values())} bytes in all; at most {LIMIT} may be shipped")
    return sizes


if __name__ == "__main__":
    given = parse(__doc__)
    target = given.out
    for name, size in export(given, target).items():
        print(f"{target / name}.safetensors: {size} bytes")
