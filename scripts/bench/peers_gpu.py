#!/usr/bin/python3
"""One step of the diffusion model's sampler as ONNX, as PyTorch exports it: both answers of the guidance, and Euler's
method. Batches are fixed, which runtimes like best; weights are float32.

usage: peers_gpu.py OUT FACES...
Writes OUT/step_FACES.onnx with the inputs x (FACES × 128), t (FACES) and labels (FACES × attributes, int64), of
guidance 2 and 12 steps, and the output `next`; and OUT/step_FACES.json with numbers to check it by: x, t, labels, next.
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/train"))

import torch  # noqa: E402
from torch import Tensor, nn  # noqa: E402

import shipped  # noqa: E402
from flow import Flow, not_asked  # noqa: E402
from noise import gaussian  # noqa: E402

STEPS, GUIDANCE = 12, 2.0


class Norm(nn.Module):
    """A group norm of vectors, as the exporter takes it: with one pixel."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__()
        self.norm = norm

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x.unsqueeze(2)).squeeze(2)


class Step(nn.Module):
    def __init__(self, model: Flow, faces: int) -> None:
        super().__init__()
        for owner in (*model.blocks, model):
            for name, child in list(owner.named_children()):
                if isinstance(child, nn.GroupNorm):
                    setattr(owner, name, Norm(child))
        self.model = model
        self.register_buffer("nothing", not_asked(model).repeat(faces, 1))

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        both = self.model(torch.cat([x, x]), torch.cat([t, t]), torch.cat([labels, self.nothing]))
        asked, free = both.chunk(2)
        return x + (free + GUIDANCE * (asked - free)) / STEPS


@torch.no_grad()
def main(out: Path, batches: list[int]) -> None:
    model = shipped.diffusion(ROOT / "assets/models")
    attributes = len(model.attributes)
    for faces in batches:
        step = Step(model, faces).eval()
        x = torch.from_numpy(gaussian(1, faces))
        t = torch.full((faces,), 0.25)
        # every face asks for something else
        labels = torch.stack([(torch.arange(attributes) + face) % torch.tensor(
            [table.num_embeddings - 1 for table in model.attributes.values()]) for face in range(faces)])
        torch.onnx.export(step, (x, t, labels), str(out / f"step_{faces}.onnx"), opset_version=16,
                          input_names=["x", "t", "labels"], output_names=["next"])
        numbers = {"x": x, "t": t, "labels": labels, "next": step(x, t, labels)}
        (out / f"step_{faces}.json").write_text(
            json.dumps({name: value.flatten().tolist() for name, value in numbers.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(faces) for faces in sys.argv[2:]])
