"""The safetensors format (https://github.com/huggingface/safetensors#format): the length of a JSON header in 8 bytes,
little-endian, the header, the numbers. Written and read with NumPy alone."""
from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

_NAMES = {"float16": "F16", "float32": "F32", "uint8": "U8"}
_TYPES = {code: np.dtype(name).newbyteorder("<") for name, code in _NAMES.items()}


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> int:
    """Returns the bytes written."""
    header: dict[str, object] = {"__metadata__": metadata}
    end = 0
    for name, array in tensors.items():
        begin, end = end, end + array.nbytes
        header[name] = {"dtype": _NAMES[array.dtype.name], "shape": list(array.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    parts = [struct.pack("<Q", len(text)), text]
    parts += [np.ascontiguousarray(array, _TYPES[_NAMES[array.dtype.name]]).tobytes() for array in tensors.values()]
    path.write_bytes(b"".join(parts))
    return path.stat().st_size


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body = data[8 + length :]
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[begin:end], _TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata
