"""A pinhole camera over the belt, and the points that its rays hit."""

from dataclasses import dataclass

import mujoco
import numpy as np

from craftbench.datasets.simulated_parcels.scene import Belt
from craftbench.datasets.simulated_parcels.settings import RESOLUTION

_SELF_SHADOW_M = 0.001
_FARTHEST_M = 10.0


@dataclass(frozen=True)
class Camera:
    """A square pinhole camera that looks down on the belt.

    Attributes
    ----------
    height_mm : float
        Height of its centre above the belt.
    tilt_deg : tuple of two float
        Rotations about the belt's x and y axes; (0, 0) looks straight down.
    view_mm : float
        Side of the belt that an untilted camera sees.
    resolution : int
        Pixels per side.
    """

    height_mm: float
    tilt_deg: tuple[float, float]
    view_mm: float
    resolution: int = RESOLUTION

    @property
    def pixel_mm(self) -> float:
        """Footprint of a pixel on the belt in mm."""
        return self.view_mm / self.resolution

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return self.height_mm / self.pixel_mm

    @property
    def rotation(self) -> np.ndarray:
        """(3, 3): columns are right, down in the picture and the optical axis on the belt."""
        a, b = np.radians(self.tilt_deg)
        about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
        about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
        return np.einsum("ij,jk,kl->il", about_y, about_x, np.diag([1.0, -1.0, -1.0]))

    @property
    def centre_m(self) -> np.ndarray:
        """(3,): the pinhole in metres."""
        return np.array([0, 0, self.height_mm / 1000])

    def rays(self, jitter_px: np.ndarray | float = 0.0) -> np.ndarray:
        """Directions through the pixels' centres.

        Parameters
        ----------
        jitter_px : (resolution, resolution, 2) array or float
            Displacement to the right and down, in pixels.

        Returns
        -------
        (resolution, resolution, 3) array
            In the belt's frame, of length 1 along the optical axis: depth times ray is the point.
        """
        pixel = np.arange(self.resolution) - (self.resolution - 1) / 2
        right, down = np.meshgrid(pixel, pixel)
        offset = (np.stack([right, down], -1) + jitter_px) / self.focal_px
        rotation = self.rotation
        return offset[..., :1] * rotation[:, 0] + offset[..., 1:] * rotation[:, 1] + rotation[:, 2]

    def project(self, points_mm: np.ndarray) -> np.ndarray:
        """Project points onto the picture.

        Parameters
        ----------
        points_mm : (v, 3) array

        Returns
        -------
        (v, 2) array
            Column and row in pixels, 0 at the centre of the first pixel; NaN behind the camera.
        """
        local = np.einsum("vi,ij->vj", points_mm / 1000 - self.centre_m, self.rotation)
        depth = np.where(local[:, 2] > 0, local[:, 2], np.nan)
        return local[:, :2] / depth[:, None] * self.focal_px + (self.resolution - 1) / 2

    def heights_mm(self, depth_m: np.ndarray) -> np.ndarray:
        """Heights above the belt of points at given depths along the optical axis.

        Parameters
        ----------
        depth_m : (resolution, resolution) array

        Returns
        -------
        (resolution, resolution) array
            In mm.
        """
        return self.height_mm + 1000 * depth_m * self.rays()[..., 2]


@dataclass(frozen=True)
class Hits:
    """The points that the rays of a camera hit, each array (resolution, resolution).

    Attributes
    ----------
    depth_m : array
        Along the optical axis.
    points_m : (resolution, resolution, 3) array
    normals : (resolution, resolution, 3) array
    item : array of uint8
        0 for the belt, 1 for the first item.
    incidence : array
        Angle between ray and normal in radians.
    """

    depth_m: np.ndarray
    points_m: np.ndarray
    normals: np.ndarray
    item: np.ndarray
    incidence: np.ndarray


def look(belt: Belt, camera: Camera, jitter_px: np.ndarray | float = 0.0) -> Hits:
    """Cast one ray per pixel.

    Parameters
    ----------
    belt : Belt
    camera : Camera
    jitter_px : (resolution, resolution, 2) array or float
        Displacement of the rays in pixels.

    Returns
    -------
    Hits

    Raises
    ------
    ValueError
        If a ray hits nothing because the camera is tilted past the belt.
    """
    rays = camera.rays(jitter_px)
    distance, geom, normals = _cast(belt, camera.centre_m, rays)
    if (geom < 0).any():
        raise ValueError(f"{(geom < 0).sum()} rays miss the belt from {camera}")
    length = np.sqrt((rays**2).sum(-1))
    depth = distance / length
    cosine = np.clip(-(rays * normals).sum(-1) / length, 0, 1)
    return Hits(
        depth,
        camera.centre_m + depth[..., None] * rays,
        normals,
        geom.astype(np.uint8),
        np.arccos(cosine),
    )


def shadow(belt: Belt, hits: Hits, light_m: np.ndarray) -> np.ndarray:
    """Find the points that a projector, or a second camera, does not see.

    Parameters
    ----------
    belt : Belt
    hits : Hits
        Points that the camera sees.
    light_m : (3,) array
        Position of the projector.

    Returns
    -------
    (resolution, resolution) array of bool

    Notes
    -----
    By similar triangles, beside a step of height h under a projector at height Z and baseline b,
    the shadow on the belt is ``b * h / (Z - h)`` wide, on the side away from the projector.
    """
    toward = hits.points_m - light_m
    distance, _, _ = _cast(belt, light_m, toward)
    return distance < np.sqrt((toward**2).sum(-1)) - _SELF_SHADOW_M


def _cast(
    belt: Belt, origin: np.ndarray, directions: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = directions.shape[:-1]
    units = directions / np.sqrt((directions**2).sum(-1, keepdims=True))
    number = units.size // 3
    geom = np.empty(number, np.int32)
    distance, normals = np.empty(number), np.empty(3 * number)
    mujoco.mj_multiRay(
        belt.model,
        belt.data,
        np.asarray(origin, float),
        units.ravel(),
        None,
        True,
        -1,
        geom,
        distance,
        normals,
        number,
        _FARTHEST_M,
    )
    return distance.reshape(shape), geom.reshape(shape), normals.reshape(*shape, 3)
