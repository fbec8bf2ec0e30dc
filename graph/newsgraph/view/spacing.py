"""Room between things: nodes that do not touch, parts side by side, labels that can be read."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def readable(places: Floats, names: Sequence[str]) -> Floats:
    """Draw a small picture together until labels nearly touch, and no further.

    Parameters
    ----------
    places
        What `layout` gave for a few dozen nodes.
    names
        What is written under each, for the room that it needs.

    Examples
    --------
    >>> readable(np.array([[0.0, 0.0], [1.0, 0.0]]), ["Acme", "Bolt"]).shape
    (2, 2)
    """
    if len(places) < 2:
        return places
    boxes = np.array([[max(50.0, min(18, len(name)) * 8.0) + 14, 62.0 if len(name) < 19 else 76.0]
                      for name in names])
    near = cKDTree(places).query(places, k=2)[0][:, 1]
    # Few nodes leave room for the names of the lines between them.
    gap = float(np.clip(58 + (45 - len(places)) * 3.2, 58, 165))
    places = places * (gap / max(float(np.median(near)), 1.0))
    # Of two nodes at one place, the first goes left.
    order = np.arange(len(places))
    first = np.sign(order[None, :] - order[:, None])[:, :, None]
    for _ in range(400):
        away = places[None, :, :] - places[:, None, :]
        overlap = (boxes[:, None, :] + boxes[None, :, :]) / 2 - np.abs(away)
        overlap[order, order] = -1.0
        hit = (overlap > 0).all(axis=2)
        if not hit.any():
            break
        sideways = overlap[:, :, 0] < overlap[:, :, 1]
        sign = np.where(away == 0, first, np.sign(away))
        push = np.where(hit[:, :, None], overlap * sign * 0.35, 0.0)
        push[:, :, 0] *= sideways
        push[:, :, 1] *= ~sideways
        places = places - push.sum(axis=1)
    return places


def apart(places: Floats, gap: float, rounds: int = 30) -> Floats:
    """Push nodes apart until none is closer than `gap` to another."""
    for _ in range(rounds):
        close = cKDTree(places).query_pairs(gap, output_type="ndarray")
        if len(close) == 0:
            break
        along = places[close[:, 1]] - places[close[:, 0]]
        distance = np.hypot(along[:, 0], along[:, 1])
        angle = (close[:, 0] * 0.7 + close[:, 1] * 1.3)[distance < 1e-6]
        along[distance < 1e-6] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        push = along * ((gap - distance) * 0.55 / np.maximum(distance, 1.0) / 2)[:, None]
        places = places.copy()
        for axis in (0, 1):
            places[:, axis] -= np.bincount(close[:, 0], push[:, axis], len(places))
            places[:, axis] += np.bincount(close[:, 1], push[:, axis], len(places))
    return places


def packed(places: Floats, parts: Sequence[Ints], margin: float) -> Floats:
    """Set the parts in rows under the largest one."""
    placed = places.copy()
    order = sorted(range(len(parts)), key=lambda at: (-len(parts[at]), int(parts[at][0])))
    boxes = {at: np.ptp(places[parts[at]], axis=0) + margin * np.array([1.6, 1.0]) for at in order}
    area = sum(float(box[0] * box[1]) for box in boxes.values())
    width = max(float(boxes[order[0]][0]), math.sqrt(area * 1.6))
    x = y = height = 0.0
    for at in order:
        box = boxes[at]
        if x and x + box[0] > width:
            x, y, height = 0.0, y + height, 0.0
        low = places[parts[at]].min(axis=0)
        placed[parts[at]] += np.array([x, y]) - low
        x += float(box[0])
        height = max(height, float(box[1]))
    placed -= (placed.min(axis=0) + placed.max(axis=0)) / 2
    return placed
