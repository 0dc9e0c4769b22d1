"""The training scripts on a few made-up pictures: a run that was cut off ends with the same bits as one that was not,
and what is exported reads back as what was trained.
usage: python3 scripts/train/test_training.py"""
from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import adopt
import autoencoder
import decoder
import diffusion
import export
import judge
import noise
import qat
import shipped
import tensorfile
from flow import sample
from options import Options

CLASSES = {"attributes": {"hairColor": ["a", "b", "c"], "hat": ["no", "yes"]}, "shapes": {"hatStyle": ["x", "y"]},
           "colors": {"hairColor": {"a": "102030", "b": "a0b0c0", "c": "ff0000"}}}
FACES = 48


def made_up(folder: Path) -> None:
    random = np.random.default_rng(0)
    folder.mkdir(parents=True)
    (folder / "avatars.json").write_text(json.dumps(CLASSES))
    kinds = [random.integers(0, 3, FACES), random.integers(0, 2, FACES), random.choice([0, 1, 255], FACES)]
    labels = np.stack(kinds, 1)
    for part in ("train", "held_out"):
        random.integers(0, 256, (FACES, 16, 16, 3)).astype(np.uint8).tofile(folder / f"{part}.rgb")
        labels.astype(np.uint8).tofile(folder / f"{part}.labels")


def options(folder: Path, data: Path, *, until: int | None = None, bits: int | None = None) -> Options:
    return Options(folder=folder, data=data, seed=1, steps=4, until=until, resume=True, device=torch.device("cpu"),
                   bf16=False, bits=bits, out=folder / "models")


def train_all(folder: Path, data: Path, *, cut: bool) -> None:
    for script, bits in ((autoencoder, None), (decoder, None), (judge, None), (diffusion, None), (diffusion, 2), (diffusion, 3)):
        with contextlib.redirect_stdout(io.StringIO()):
            if cut:
                script.train(options(folder, data, until=2, bits=bits))
            script.train(options(folder, data, bits=bits))


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        cls.room = tempfile.TemporaryDirectory()
        root = Path(cls.room.name)
        cls.data, cls.whole, cls.cut = root / "data", root / "whole", root / "cut"
        made_up(cls.data)
        train_all(cls.whole, cls.data, cut=False)
        train_all(cls.cut, cls.data, cut=True)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.room.cleanup()

    def test_a_resumed_run_ends_with_the_same_bits(self) -> None:
        states = sorted(path.name for path in self.whole.glob("*.pt") if not path.name.startswith("latents"))
        self.assertEqual(len(states), 6)
        for name in states:
            whole, cut = torch.load(self.whole / name), torch.load(self.cut / name)
            self.assertEqual(cut["step"], 4, name)
            for part in ("model", "average"):
                for key, value in whole[part].items():
                    self.assertTrue(torch.equal(value, cut[part][key]), f"{name}: {part} {key}")

    def test_training_changes_the_weights(self) -> None:
        state = torch.load(self.whole / "diffusion.pt")
        self.assertGreater(state["model"]["linear_out.weight"].abs().max().item(), 0)

    def test_what_is_shipped_is_what_was_trained(self) -> None:
        given = options(self.whole, self.data)
        sizes = export.export(given, given.out)
        self.assertEqual(set(sizes), {"autoencoder", "judge", "diffusion", "diffusion_2bit", "diffusion_3bit"})
        state = torch.load(self.whole / "diffusion.pt")["average"]
        model = shipped.diffusion(given.out)
        for name, value in model.state_dict().items():
            self.assertTrue(torch.equal(value, state[name].half().float()), name)
        finished = torch.load(self.whole / "decoder.pt")["average"]["conv_out.weight"]
        self.assertTrue(torch.equal(shipped.autoencoder(given.out).decoder.conv_out.weight, finished.half().float()))

    def test_quantized_weights_read_back_as_the_forward_pass_has_them(self) -> None:
        given = options(self.whole, self.data)
        export.export(given, given.out)
        for bits in (2, 3):
            state = torch.load(self.whole / f"diffusion_{bits}bit.pt")["average"]
            plain = shipped.diffusion(given.out, bits).state_dict()
            for name in ("blocks.0.film", "blocks.5.linear2"):
                fake = qat.FakeQuantize(plain[f"{name}.weight"], bits)
                fake.scale.data = state[f"{name}.parametrizations.weight.0.scale"].half().float().clamp(min=1e-6)
                forward = fake(state[f"{name}.parametrizations.weight.original"])
                torch.testing.assert_close(plain[f"{name}.weight"], forward, rtol=1e-5, atol=1e-7)
                levels = len(torch.unique(plain[f"{name}.weight"][0, :qat.GROUP]))
                self.assertLessEqual(levels, 2**bits)

    def test_a_fresh_clone_goes_on_from_what_is_shipped(self) -> None:
        given = options(self.whole, self.data)
        export.export(given, given.out)
        fresh = dataclasses.replace(given, folder=self.whole.parent / "fresh", steps=5)
        self.assertEqual(adopt.adopt(fresh), ["autoencoder", "decoder", "judge", "diffusion"])
        with contextlib.redirect_stdout(io.StringIO()):
            diffusion.train(fresh)
        self.assertEqual(torch.load(fresh.folder / "diffusion.pt")["step"], 5)
        self.assertEqual(adopt.adopt(fresh), [])

    def test_a_latent_is_sampled_the_same_twice(self) -> None:
        given = options(self.whole, self.data)
        export.export(given, given.out)
        model = shipped.diffusion(given.out)
        labels = torch.tensor([[0, 1], [3, 2]])
        start = torch.from_numpy(noise.gaussian(7, 2))
        first, second = (sample(model, start, labels, 3, 2.0) for _ in range(2))
        self.assertEqual(first.shape, (2, 8, 4, 4))
        self.assertTrue(torch.equal(first, second))


class Noise(unittest.TestCase):
    def test_the_generator_is_splitmix64(self) -> None:
        # the published first outputs for seed 1234567
        mask = 2**64 - 1
        state, outputs = 1234567, []
        for _ in range(3):
            state = (state + 0x9E3779B97F4A7C15) & mask
            outputs.append(int(noise._mix(np.array([state], np.uint64))[0]))
        self.assertEqual(outputs, [6457827717110365317, 3203168211198807973, 9817491932198370423])

    def test_more_faces_do_not_change_the_first(self) -> None:
        self.assertTrue(np.array_equal(noise.gaussian(3, 2), noise.gaussian(3, 5)[:2]))

    def test_it_is_gaussian(self) -> None:
        numbers = noise.gaussian(1, 2000).astype(np.float64)
        self.assertLess(abs(numbers.mean()), 0.01)
        self.assertLess(abs(numbers.var() - 1), 0.02)
        self.assertLess(abs((numbers**4).mean() - 3), 0.1)


class Files(unittest.TestCase):
    def test_safetensors_round_trip(self) -> None:
        tensors = {"a": np.arange(6, dtype=np.float16).reshape(2, 3), "b": np.array([1, 255], np.uint8)}
        with tempfile.TemporaryDirectory() as room:
            path = Path(room) / "x.safetensors"
            self.assertEqual(tensorfile.write(path, tensors, {"é": "text"}), path.stat().st_size)
            back, metadata = tensorfile.read(path)
        self.assertEqual(metadata, {"é": "text"})
        for name, array in tensors.items():
            self.assertTrue(np.array_equal(array, back[name]))
            self.assertEqual(array.dtype, back[name].dtype)

    def test_packing_is_the_library_s(self) -> None:
        # the example of cpp/roundoff/linear/pack.h
        self.assertEqual(qat.packed(np.array([-3, 1, -7, 2]), 4).tolist(), [89, 26])
        self.assertEqual(qat.packed(np.array([-2, -1, 0, 1]), 2).tolist(), [0b00011011])


if __name__ == "__main__":
    unittest.main()
