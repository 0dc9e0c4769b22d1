#!/usr/bin/python3
"""Small tensor files for the reader to agree with: .npy and .npz as NumPy itself writes them, safetensors and GGUF by
their published layouts. Where not said otherwise element i is i / 4 - 1.

usage: make_tensor_files.py FOLDER   needs: python3-numpy
"""
import json
import struct
import sys
from pathlib import Path
import numpy as np

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def ramp(shape, dtype):
    return (np.arange(np.prod(shape), dtype=np.float64) / 4 - 1).astype(dtype).reshape(shape)


def save(name, array, version=None):
    with open(folder / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version)


cube = ramp((2, 3, 4), "<f4")
save("float32", cube)
save("version_2", cube, (2, 0))
save("version_3", cube, (3, 0))
save("fortran", np.asfortranarray(cube))
save("float64_big_endian", ramp((2, 3, 4), ">f8"))
save("float16_fortran_big_endian", np.asfortranarray(ramp((2, 3, 4), ">f2")))
save("scalar", ramp((), "<f4"))
save("empty", ramp((0, 3), "<f4"))
for dtype in ("i1", "u1", "<i2", ">u2"):
    first = -12 if "i" in dtype else 0
    save("integers_" + dtype.strip("<>"), np.arange(first, first + 24).astype(dtype).reshape(2, 3, 4))
save("int64", np.arange(24))
save("text", np.array(["ab", "c"]))
save("structured", np.zeros(3, [("a", "<f4"), ("b", "<i4")]))
save("objects", np.array([{}, []], dtype=object))

arrays = {"layer.weight": cube, "layer.bias": ramp((5,), "<f8"), "step": np.arange(3)}
np.savez(folder / "stored.npz", **arrays)
np.savez_compressed(folder / "deflated.npz", zeros=np.zeros((100, 100), np.float32), **arrays)

data = cube.tobytes() + ramp((5,), "<f2").tobytes()
header = {
    "__metadata__": {"format": "np"},
    "layer.weight": {"dtype": "F32", "shape": [2, 3, 4], "data_offsets": [0, 96]},
    "layer.bias": {"dtype": "F16", "shape": [5], "data_offsets": [96, 106]},
}
text = json.dumps(header).encode()
(folder / "two.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def string(text):
    return struct.pack("<Q", len(text)) + text.encode()


def gguf_tensor(name, shape, code, offset):
    return string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *reversed(shape), code, offset)


gguf = b"GGUF" + struct.pack("<IQQ", 3, 2, 2)
gguf += string("general.architecture") + struct.pack("<I", 8) + string("none")
gguf += string("scores") + struct.pack("<IIQ2f", 9, 6, 2, 0.5, 1.5)
gguf += gguf_tensor("layer.weight", (2, 3, 4), 0, 0) + gguf_tensor("layer.bias", (5,), 1, 96)
(folder / "two.gguf").write_bytes(gguf + bytes(-len(gguf) % 32) + data)
