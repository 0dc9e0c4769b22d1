#!/usr/bin/python3
"""Small JPEG files of every kind that the decoder meets, with the pixels that libjpeg (through Pillow) gives.

usage: make_photos.py   writes photo/*.jpg and photo/*.rgb beside itself   needs: python3-pil python3-numpy
"""
import pathlib
import numpy as np
from PIL import Image, ImageCms

folder = pathlib.Path(__file__).parent / "photo"
width, height = 20, 12
y, x = np.mgrid[0:height, 0:width]
pixels = np.stack([x * 12, y * 20, 255 - x * 6 - y * 10], -1).astype(np.uint8)
picture = Image.fromarray(pixels)


def write(name, image, **options):
    path = folder / f"{name}.jpg"
    image.save(path, quality=95, subsampling=0, **options)
    decoded = Image.open(path)
    if image.mode == "CMYK":
        # Without a profile: each ink darkens what the black ink leaves. Adobe stores the inks inverted, as light.
        light = 255 - np.asarray(decoded).astype(np.int64)
        rgb = np.round(light[..., :3] * light[..., 3:] / 255).astype(np.uint8)
    else:
        rgb = np.asarray(decoded.convert("RGB"))
    (folder / f"{name}.rgb").write_bytes(rgb.tobytes())


orientation = Image.Exif()
orientation[0x0112] = 6
upright = Image.Exif()
upright[0x0112] = 1
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# The same with Adobe RGB (1998)'s green: a profile that changes what is seen.
entry = srgb.index(b"gXYZ")
green = int.from_bytes(srgb[entry + 4 : entry + 8], "big") + 8
adobe_green = b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.2053, 0.6257, 0.0609))
adobe_rgb = srgb[:green] + adobe_green + srgb[green + 12 :]

write("baseline", picture)
write("progressive", picture, progressive=True)
write("grey", picture.convert("L"))
write("cmyk", picture.convert("CMYK"))
write("oriented", picture, exif=orientation.tobytes())
write("upright", picture, exif=upright.tobytes())
write("srgb_profile", picture, icc_profile=srgb)
write("adobe_rgb", picture, icc_profile=adobe_rgb)
