"""Items dropped on a belt by MuJoCo, until they lie still."""

from dataclasses import dataclass

import mujoco
import numpy as np

from craftbench.datasets.simulated_parcels.arrangement import Pose
from craftbench.datasets.simulated_parcels.items import Item, vertices

TIME_STEP_S = 0.004
LONGEST_S = 2.0
WINDOW_S = 0.06
STILL_MM = 0.2
STILL_DEG = 0.1


@dataclass(frozen=True)
class Belt:
    """A belt at z = 0 with items on it. Body ``i + 1`` of the model is item ``i``."""

    model: mujoco.MjModel
    data: mujoco.MjData
    items: tuple[Item, ...]

    def positions_mm(self) -> np.ndarray:
        """Centres of the items' bottoms.

        Returns
        -------
        (items, 3) array
            In mm, z up from the belt.
        """
        return self.data.xpos[1:] * 1000

    def quaternions(self) -> np.ndarray:
        """Rotations of the items from lying flat along x.

        Returns
        -------
        (items, 4) array
            Unit quaternions, scalar first.
        """
        return self.data.xquat[1:].copy()

    def vertices_mm(self) -> np.ndarray:
        """Vertices of all items in the belt's frame.

        Returns
        -------
        (v, 3) array
            In mm.
        """
        rotations = self.data.xmat[1:].reshape(-1, 3, 3)
        return np.concatenate(
            [
                np.einsum("ij,vj->vi", rotation, vertices(item)) + position
                for item, rotation, position in zip(
                    self.items, rotations, self.positions_mm(), strict=True
                )
            ]
        )

    def gap_mm(self) -> float:
        """Distance between the first two items.

        Returns
        -------
        float
            In mm, 0 where they touch.
        """
        gap_m = mujoco.mj_geomDistance(self.model, self.data, 1, 2, 10.0, None)
        return max(0.0, gap_m * 1000)


def place(
    items: list[Item], poses: list[Pose], density_kg_m3: float = 200, friction: float = 0.6
) -> Belt:
    """Put items on a belt at given poses, without moving them.

    Parameters
    ----------
    items : list of Item
    poses : list of Pose
        As many as items.
    density_kg_m3, friction : float
        Of every item; the friction also of the belt.

    Returns
    -------
    Belt
    """
    spec = mujoco.MjSpec()
    spec.option.timestep = TIME_STEP_S
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    spec.option.iterations = 30
    surface = {"friction": [friction, 0.005, 0.0001], "solref": [2 * TIME_STEP_S, 1.0]}
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=[5, 5, 0.1], **surface)
    for number, (item, (position, rotation)) in enumerate(zip(items, poses, strict=True)):
        mesh = spec.add_mesh(name=f"item{number}")
        mesh.uservert = (vertices(item) / 1000).ravel()
        mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_CONVEX
        body = spec.worldbody.add_body(
            pos=np.asarray(position) / 1000, quat=rotation.as_quat(scalar_first=True)
        )
        body.add_freejoint()
        body.add_geom(
            type=mujoco.mjtGeom.mjGEOM_MESH, meshname=mesh.name, density=density_kg_m3, **surface
        )
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return Belt(model, data, tuple(items))


def settle(belt: Belt) -> bool:
    """Let the items fall until they lie still.

    Parameters
    ----------
    belt : Belt
        Its data are advanced in place.

    Returns
    -------
    bool
        False where an item still moves after `LONGEST_S` seconds, or MuJoCo warns, e.g. of huge
        accelerations.

    Notes
    -----
    Items lie still when, within `WINDOW_S`, none moves by `STILL_MM` or turns by `STILL_DEG`.
    Poses decide, not velocities: contacts of stacked items chatter without moving them.
    """
    before = belt.data.qpos.copy()
    for _ in range(int(LONGEST_S / WINDOW_S)):
        mujoco.mj_step(belt.model, belt.data, int(WINDOW_S / TIME_STEP_S))
        now = belt.data.qpos.copy()
        if belt.data.warning.number.any():
            return False
        if _moved_mm(before, now) < STILL_MM and _turned_deg(before, now) < STILL_DEG:
            mujoco.mj_forward(belt.model, belt.data)
            return True
        before = now
    return False


def _moved_mm(before: np.ndarray, now: np.ndarray) -> float:
    return 1000 * float(np.abs((now - before).reshape(-1, 7)[:, :3]).max())


def _turned_deg(before: np.ndarray, now: np.ndarray) -> float:
    cosine = np.abs((before.reshape(-1, 7)[:, 3:] * now.reshape(-1, 7)[:, 3:]).sum(1))
    return float(np.degrees(2 * np.arccos(np.minimum(cosine, 1))).max())
