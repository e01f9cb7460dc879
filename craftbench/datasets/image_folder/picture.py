"""The content of one picture file."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

WHITE = (255, 255, 255, 255)
_GREY_MODES = {"1": "L", "L": "L", "LA": "RGBA", "La": "RGBA"}


class UnusablePictureError(ValueError):
    """One picture cannot be used: it is listed in rejected.csv, and the others are read."""


def read_picture(path: Path) -> np.ndarray:
    """Pixels as a viewer shows them: upright, on white, grey or in red, green and blue.

    Parameters
    ----------
    path : Path
        A file that Pillow reads.

    Returns
    -------
    (H, W) or (H, W, 3) array
        uint8; uint16 for 16-bit grey values, float32 for floating-point ones. Palettes and CMYK are
        converted to colours, transparent pixels are laid over white, the rotation in the EXIF
        data is applied. A colour picture whose channels are all equal is grey.

    Raises
    ------
    UnusablePictureError
        For a file that cannot be read, more than one frame, 16-bit colours (Pillow would reduce
        them to 8 bits), or values that are not finite.
    """
    try:
        with Image.open(path) as image:
            _check_form(image)
            image.load()
            return _pixels(ImageOps.exif_transpose(image))
    except UnusablePictureError:
        raise
    except Exception as error:  # decoders raise many kinds of errors on a broken file
        # The message of Pillow repeats the path, which may be one of this machine.
        text = str(error).replace(str(path), path.name)
        raise UnusablePictureError(f"cannot be read: {text}") from None


def _check_form(image: Image.Image) -> None:
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise UnusablePictureError(f"{frames} frames or pages; save the one that counts by itself")
    stored = " ".join(str(tile[3]) for tile in getattr(image, "tile", []))
    if image.mode in ("RGB", "RGBA", "LA") and "16" in stored:
        raise UnusablePictureError("colours or alpha of 16 bits; save it with 8 bits a channel")


def _pixels(image: Image.Image) -> np.ndarray:
    if image.mode == "F":
        return _finite(np.asarray(image, np.float32))
    if image.mode.startswith("I"):
        return _sixteen_bit(np.asarray(image))
    if image.mode in ("P", "PA") or image.mode in _GREY_MODES or "transparency" in image.info:
        see_through = "transparency" in image.info or image.mode == "PA"
        image = image.convert("RGBA" if see_through else _GREY_MODES.get(image.mode, "RGB"))
    if image.mode in ("RGBA", "RGBa"):
        image = Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image.convert("RGBA"))
    if image.mode == "L":
        return np.asarray(image)
    colours = np.asarray(image.convert("RGB"))
    grey = (colours == colours[..., :1]).all()
    return np.ascontiguousarray(colours[..., 0]) if grey else colours


def _sixteen_bit(values: np.ndarray) -> np.ndarray:
    if values.min() < 0 or values.max() > np.iinfo(np.uint16).max:
        raise UnusablePictureError(
            f"values from {values.min()} to {values.max()}; expected at most 16 bits, 0 to 65535"
        )
    return values.astype(np.uint16)


def _finite(values: np.ndarray) -> np.ndarray:
    if not np.isfinite(values).all():
        raise UnusablePictureError("NaN or infinite values")
    return values
