"""Where the entities stand, computed once so that the browser never simulates anything.

Each connected part is laid out alone: first a coarse version of it, then finer ones that start from the
coarser places (the multilevel scheme of Walshaw, 2003), with the forces of Fruchterman and Reingold (1991).
On fine levels distant nodes act as the mass of their grid cell, which takes a step from n² to about n. The
parts are then packed in rows, largest first.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_matrix, csgraph
from scipy.spatial import cKDTree

from newsgraph.view.spacing import Floats, Ints, apart, packed

SPACING = 110.0
"""How far apart linked entities stand, in the picture's units (pixels at a zoom of 1)."""

_EXACT = 400
"""Up to so many nodes every pair repels every other: exact, and still fast."""


def layout(count: int, edges: Sequence[tuple[int, int]], *, groups: Sequence[int] | None = None,
           seed: int = 1) -> Floats:
    """Place `count` nodes joined by `edges`.

    Parameters
    ----------
    count
        How many nodes; they are numbered from 0.
    edges
        Pairs of node numbers, in either direction.
    groups
        The community of each node, if known: links inside one pull harder, so that communities come apart.
    seed
        For the first places: the same input gives the same picture.

    Returns
    -------
    array
        One row ``(x, y)`` a node, in pixels at a zoom of 1, around the origin.

    Examples
    --------
    >>> places = layout(3, [(0, 1)])
    >>> places.shape
    (3, 2)
    >>> bool(np.hypot(*(places[0] - places[1])) > 10)
    True
    """
    places = np.zeros((count, 2))
    if count == 0:
        return places
    pairs = _pairs(edges)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    pull = np.ones(len(pairs))
    if groups is not None:
        of = np.asarray(groups, dtype=np.int64)
        pull = np.where(of[pairs[:, 0]] == of[pairs[:, 1]], 1.3, 0.55)
    _, part_of = csgraph.connected_components(graph, directed=False)
    order = np.argsort(part_of, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(part_of))[:-1])
    links = np.split(np.argsort(part_of[pairs[:, 0]], kind="stable"),
                     np.cumsum(np.bincount(part_of[pairs[:, 0]], minlength=len(parts)))[:-1])
    number = np.zeros(count, dtype=np.int64)
    for members, inside in zip(parts, links, strict=True):
        number[members] = np.arange(len(members))
        places[members] = _part(len(members), number[pairs[inside]], pull[inside], seed)
    return packed(places, parts, SPACING)


def _pairs(edges: Sequence[tuple[int, int]]) -> Ints:
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    return np.unique(pairs, axis=0)


def _merged(pairs: Ints, pull: Floats) -> tuple[Ints, Floats]:
    """Each pair once, with the mean pull of those that became it."""
    pairs = np.sort(pairs, axis=1)
    keep = pairs[:, 0] != pairs[:, 1]
    once, at, count = np.unique(pairs[keep], axis=0, return_inverse=True, return_counts=True)
    return once, np.bincount(at.ravel(), pull[keep], len(once)) / count


def _part(count: int, pairs: Ints, pull: Floats, seed: int) -> Floats:
    if count == 1:
        return np.zeros((1, 2))
    if count == 2:
        return np.array([[-SPACING / 2, 0.0], [SPACING / 2, 0.0]])
    levels: list[tuple[int, Ints, Floats, Floats]] = [(count, pairs, pull, np.ones(count))]
    parents: list[Ints] = []
    while levels[-1][0] > 40:
        size, finer, strength, mass = levels[-1]
        parent = _matching(size, finer, mass)
        coarse = int(parent.max()) + 1
        if coarse > 0.93 * size:
            break
        parents.append(parent)
        heavier = np.bincount(parent, weights=mass).astype(float)
        levels.append((coarse, *_merged(parent[finer], strength), heavier))
    generator = np.random.default_rng(seed)
    size = levels[-1][0]
    places = generator.normal(scale=SPACING * math.sqrt(size), size=(size, 2))
    for depth in range(len(levels) - 1, -1, -1):
        size, joined, strength, mass = levels[depth]
        first, last = depth == len(levels) - 1, depth == 0
        steps = (250 if first or last else 100) if size <= _EXACT else 60 if size <= 3000 else 40
        start = 1.0 if first else 0.25
        places = _relaxed(places, joined, strength, mass, steps, start)
        if depth:
            spread = math.sqrt(levels[depth - 1][0] / size)
            places = places[parents[depth - 1]] * spread
            places = places + generator.normal(scale=SPACING * 0.2, size=places.shape)
    places = _level(places)
    return apart(places * np.array([1.25, 1.0]), SPACING * 0.62)


def _matching(count: int, pairs: Ints, mass: Floats) -> Ints:
    """Join each node with a light neighbour; leaves of one hub join each other, else hubs would stay."""
    neighbours = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    rows = (neighbours + neighbours.T).tocsr()
    starts, ends = rows.indptr[:-1], rows.indptr[1:]
    degree = ends - starts
    parent = np.full(count, -1, dtype=np.int64)
    following = 0
    waiting: dict[int, int] = {}
    for node in np.lexsort((np.arange(count), degree)):
        if parent[node] >= 0:
            continue
        around = rows.indices[starts[node]:ends[node]]
        free = around[parent[around] < 0]
        if len(free) and (degree[node] > 1 or degree[free[0]] <= 2):
            partner = int(free[np.argmin(mass[free] * 1000 + degree[free])])
            parent[[node, partner]] = following
            following += 1
        elif degree[node] == 1 and int(around[0]) in waiting:
            parent[node] = waiting.pop(int(around[0]))
        else:
            parent[node] = following
            if degree[node] == 1:
                waiting[int(around[0])] = following
            following += 1
    return parent


def _relaxed(places: Floats, pairs: Ints, strength: Floats, mass: Floats, steps: int,
             start: float) -> Floats:
    count = len(places)
    degree = np.bincount(pairs.ravel(), minlength=count)
    weight = strength / np.sqrt(np.minimum(degree[pairs[:, 0]], degree[pairs[:, 1]]))
    heat = SPACING * 4 * start * max(1.0, math.sqrt(count) / 10)
    cooling = (SPACING * 0.02 / heat) ** (1 / steps)
    repel = _repulsion_exact if count <= _EXACT else _repulsion_grid
    # Beyond this repulsion fades, or a sparse graph would be a few dots at the ends of long lines.
    reach = (SPACING * max(4.0, 0.35 * math.sqrt(count))) ** 2
    for _ in range(steps):
        force = repel(places, mass, reach)
        along = places[pairs[:, 1]] - places[pairs[:, 0]]
        pull = along * (np.hypot(along[:, 0], along[:, 1]) / SPACING * weight)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(pairs[:, 0], pull[:, axis], count)
            force[:, axis] -= np.bincount(pairs[:, 1], pull[:, axis], count)
        force -= (places - places.mean(axis=0)) * 0.02
        size = np.hypot(force[:, 0], force[:, 1])
        places = places + force * (np.minimum(size, heat) / np.maximum(size, 1e-9))[:, None]
        heat *= cooling
    return places


def _repulsion_exact(places: Floats, mass: Floats, reach: float) -> Floats:
    x, y = places[:, 0], places[:, 1]
    squared = (x[:, None] - x) ** 2
    squared += (y[:, None] - y) ** 2
    np.maximum(squared, 1.0, out=squared)
    scale = SPACING ** 2 * mass / (squared * (1 + squared / reach))
    np.fill_diagonal(scale, 0.0)
    total = scale.sum(axis=1)
    return np.stack([x * total - scale @ x, y * total - scale @ y], axis=1)


def _repulsion_grid(places: Floats, mass: Floats, reach: float) -> Floats:
    """Near nodes one by one, far ones as the centre of mass of their cell."""
    low, high = places.min(axis=0), places.max(axis=0)
    side = min(28, max(12, math.isqrt(len(places) // 3)))
    cell_size = np.maximum((high - low) / side, 1e-6)
    cell = np.minimum(((places - low) / cell_size).astype(np.int64), side - 1)
    index = cell[:, 0] * side + cell[:, 1]
    total = np.bincount(index, mass, side * side)
    used = np.flatnonzero(total)
    centre = np.stack([np.bincount(index, places[:, axis] * mass, side * side)[used] / total[used]
                       for axis in (0, 1)], axis=1)
    slot = np.zeros(side * side, dtype=np.int64)
    slot[used] = np.arange(len(used))
    own = slot[index]
    # The field of all other cells at each cell's centre: its members share it.
    between = centre[:, None, :] - centre[None, :, :]
    squared = np.maximum((between ** 2).sum(axis=2), 1.0)
    np.fill_diagonal(squared, np.inf)
    weight = SPACING ** 2 * total[used][None, :] / squared / (1 + squared / reach)
    field = np.einsum("ij,ijk->ik", weight, between)
    force: Floats = field[own]
    distance, near = cKDTree(places).query(places, k=min(14, len(places)))
    scale = SPACING ** 2 * mass[near] / np.maximum(distance ** 2, 1.0)
    scale[:, 0] = 0.0
    total = scale.sum(axis=1)
    for axis in (0, 1):
        force[:, axis] += places[:, axis] * total - (scale * places[near, axis]).sum(axis=1)
    return force


def _level(places: Floats) -> Floats:
    """Turn the longest side of the picture to lie flat: screens are wide, and so are labels."""
    centred = places - places.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    turned: Floats = centred @ vectors[:, ::-1]
    return turned
