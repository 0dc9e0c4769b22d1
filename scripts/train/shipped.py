"""The networks as they are shipped: read back from assets/models/*.safetensors."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import tensorfile
from flow import Flow
from judge import Judge
from networks import Autoencoder


def _load(model: torch.nn.Module, tensors: dict[str, np.ndarray]) -> None:
    model.load_state_dict({name: torch.from_numpy(array.astype(np.float32)) for name, array in tensors.items()})
    model.eval()


def _unpacked(data: np.ndarray, field: int) -> np.ndarray:
    """The integers of qat.packed, which is roundoff::linear::pack."""
    shifts = np.arange(8 - field, -1, -field)
    return ((data[:, None].astype(np.int32) >> shifts) & ((1 << field) - 1)).reshape(-1) - (1 << (field - 1))


def _dequantized(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> dict[str, np.ndarray]:
    group, field = int(metadata["group"]), int(metadata["field_bits"])
    plain = {}
    for name, array in tensors.items():
        if name.endswith(".integers"):
            scales = tensors[name.replace(".integers", ".scales")].astype(np.float32)
            values = _unpacked(array, field).reshape(*scales.shape, group) * scales[..., None]
            plain[name.removesuffix(".integers")] = values.reshape(len(scales), -1)
        elif not name.endswith(".scales"):
            plain[name] = array
    return plain


def autoencoder(folder: Path) -> Autoencoder:
    model = Autoencoder()
    _load(model, tensorfile.read(folder / "autoencoder.safetensors")[0])
    return model


def judge(folder: Path) -> Judge:
    tensors, metadata = tensorfile.read(folder / "judge.safetensors")
    model = Judge({name: len(classes) for name, classes in json.loads(metadata["attributes"]).items()})
    _load(model, tensors)
    return model


def diffusion(folder: Path, bits: int | None = None) -> Flow:
    name = f"diffusion_{bits}bit" if bits else "diffusion"
    tensors, metadata = tensorfile.read(folder / f"{name}.safetensors")
    model = Flow({name: len(classes) for name, classes in json.loads(metadata["attributes"]).items()})
    _load(model, _dequantized(tensors, metadata) if bits else tensors)
    return model


def draw(decoder: torch.nn.Module, latents: Tensor) -> Tensor:
    """n×8×4×4 → n×3×16×16 in [-1, 1], clamped."""
    with torch.no_grad():
        return torch.cat([decoder(part) for part in latents.split(250)]).clamp(-1, 1)
