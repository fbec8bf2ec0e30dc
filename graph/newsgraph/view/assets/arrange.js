// Places for the few entities in the picture, computed at once: nothing moves afterwards.

const STEP = 150;

// Rings around one entity: a neighbour stands in its parent's sector.
function rings(start, steps) {
  const places = new Map([[start, { x: 0, y: 0 }]]);
  const children = new Map([...steps.keys()].map(id => [id, []]));
  for (const [id, step] of steps) {
    if (!step) continue;
    const parent = neighbours(id).find(other => steps.get(other) === step - 1);
    if (parent !== undefined) children.get(parent).push(id);
  }
  const weight = id =>
    Math.max(
      1,
      children.get(id).reduce((sum, child) => sum + weight(child), 0),
    );
  const sizes = [];
  for (const step of steps.values()) sizes[step] = (sizes[step] ?? 0) + 1;
  const radius = [0];
  for (let step = 1; step < sizes.length; step++) {
    radius[step] = Math.max(radius[step - 1] + STEP * 1.25, (Math.min(sizes[step], 90) * 62) / (2 * Math.PI));
  }
  const spread = (id, from, to, step) => {
    const whole = weight(id);
    let angle = from;
    children.get(id).forEach((child, number) => {
      const share = ((to - from) * weight(child)) / whole;
      const middle = angle + share / 2;
      // Every other one stands a little further out, so that labels of a full ring do not touch.
      const far = radius[step + 1] + (children.get(id).length > 9 ? (number % 2) * 70 : 0);
      places.set(child, { x: Math.cos(middle) * far * 1.25, y: Math.sin(middle) * far });
      spread(child, angle, angle + share, step + 1);
      angle += share;
    });
  };
  spread(start, -Math.PI / 2, 1.5 * Math.PI, 0);
  return separate(places, new Set([start]));
}

function inLine(path) {
  const gap = 190;
  return new Map(
    path.map((id, at) => [id, { x: (at - (path.length - 1) / 2) * gap, y: (at % 2) * 100 - 50 }]),
  );
}

// New entities around the one they were asked for, on the side where there is room.
function around(parent, ids, places) {
  const centre = places.get(parent);
  const others = [...places].filter(([id]) => id !== parent).map(([, place]) => place);
  const crowd = angle =>
    others.reduce((sum, place) => {
      const x = place.x - centre.x,
        y = place.y - centre.y,
        far = Math.hypot(x, y) || 1;
      const same = (x * Math.cos(angle) + y * Math.sin(angle)) / far;
      return sum + (same > 0 ? (same * same * 40000) / (far * far + 4000) : 0);
    }, 0);
  let angle = 0,
    least = Infinity;
  for (let step = 0; step < 32; step++) {
    const load = crowd((step * Math.PI) / 16);
    if (load < least - 1e-9) {
      least = load;
      angle = (step * Math.PI) / 16;
    }
  }
  const width = Math.min((2 * Math.PI * (ids.length - 1)) / ids.length, Math.max(0.9, ids.length * 0.34));
  const far = Math.max(STEP, (ids.length * 66) / Math.max(width, 1));
  const added = new Map(places);
  ids.forEach((id, at) => {
    const turn = angle + (ids.length > 1 ? width * (at / (ids.length - 1) - 0.5) : 0);
    added.set(id, { x: centre.x + Math.cos(turn) * far * 1.2, y: centre.y + Math.sin(turn) * far });
  });
  return separate(added, new Set(places.keys()));
}

// The pieces that lines hold together, the largest first.
function pieces(ids, links) {
  const of = new Map(ids.map(id => [id, [id]]));
  for (const { a, b } of links) {
    const [small, large] = [of.get(a), of.get(b)].sort((x, y) => x.length - y.length);
    if (small === large) continue;
    large.push(...small);
    for (const id of small) of.set(id, large);
  }
  return [...new Set(of.values())].sort((x, y) => y.length - x.length);
}

// Each piece by itself, then set in rows under the largest: what no line holds would drift away.
function relax(places, links) {
  const box = $("#graph").getBoundingClientRect();
  const found = pieces([...places.keys()], links).map(ids => {
    const inside = new Set(ids);
    const part = new Map([...places].filter(([id]) => inside.has(id)));
    const spots = settle(part, links.filter(({ a }) => inside.has(a)), places.size);
    const xs = [...spots.values()].map(spot => spot.x),
      ys = [...spots.values()].map(spot => spot.y);
    const x = Math.min(...xs) - 70,
      y = Math.min(...ys) - 40;
    return { spots, x, y, width: Math.max(...xs) + 70 - x, height: Math.max(...ys) + 60 - y };
  });
  const area = found.reduce((sum, { width, height }) => sum + width * height, 0);
  const most = Math.max(found[0]?.width ?? 0, Math.sqrt((area * 1.15 * box.width) / Math.max(1, box.height)));
  const all = new Map();
  let left = 0,
    top = 0,
    tall = 0;
  for (const { spots, x, y, width, height } of found) {
    if (left && left + width > most) {
      left = 0;
      top += tall;
      tall = 0;
    }
    for (const [id, spot] of spots) all.set(id, { x: spot.x - x + left, y: spot.y - y + top });
    left += width;
    tall = Math.max(tall, height);
  }
  return new Map([...places.keys()].map(id => [id, all.get(id)]));
}

// Springs and repulsion over a fixed number of rounds: the same picture every time.
function settle(places, links, crowd) {
  const ids = [...places.keys()],
    at = new Map(ids.map((id, number) => [id, number]));
  const count = ids.length,
    x = new Float64Array(count),
    y = new Float64Array(count);
  ids.forEach((id, number) => {
    x[number] = places.get(id).x / 1.25;
    y[number] = places.get(id).y;
  });
  const joined = links.map(pair => [at.get(pair.a), at.get(pair.b)]).filter(([a, b]) => a !== b);
  const degree = new Float64Array(count);
  for (const [a, b] of joined) {
    degree[a]++;
    degree[b]++;
  }
  const rounds = Math.round(Math.max(60, Math.min(300, 3e7 / (count * count + 1))));
  let heat = STEP * 1.5;
  for (let round = 0; round < rounds; round++, heat *= Math.pow(0.015, 1 / rounds)) {
    const fx = new Float64Array(count),
      fy = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        let dx = x[i] - x[j],
          dy = y[i] - y[j];
        if (dx === 0 && dy === 0) {
          dx = (i % 7) - 3 || 1;
          dy = (j % 5) - 2;
        }
        const push = (STEP * STEP) / Math.max(dx * dx + dy * dy, 100);
        fx[i] += dx * push;
        fy[i] += dy * push;
        fx[j] -= dx * push;
        fy[j] -= dy * push;
      }
      fx[i] -= x[i] * 0.03;
      fy[i] -= y[i] * 0.03;
    }
    for (const [a, b] of joined) {
      const dx = x[b] - x[a],
        dy = y[b] - y[a];
      const pull = Math.hypot(dx, dy) / STEP / Math.sqrt(Math.min(degree[a], degree[b]));
      fx[a] += dx * pull;
      fy[a] += dy * pull;
      fx[b] -= dx * pull;
      fy[b] -= dy * pull;
    }
    for (let i = 0; i < count; i++) {
      const size = Math.hypot(fx[i], fy[i]) || 1,
        step = Math.min(size, heat) / size;
      x[i] += fx[i] * step;
      y[i] += fy[i] * step;
    }
  }
  return together(new Map(ids.map((id, number) => [id, { x: x[number] * 1.25, y: y[number] }])), crowd);
}

// Draw a picture together until its labels nearly touch; few entities leave room for the names of lines.
function together(places, crowd) {
  const spots = [...places.values()];
  if (spots.length < 2) return places;
  const nearest = spots
    .map(a => Math.min(...spots.map(b => (a === b ? Infinity : Math.hypot(a.x - b.x, a.y - b.y)))))
    .sort((a, b) => a - b);
  const box = $("#graph").getBoundingClientRect();
  const gap = Math.max(58, Math.min(165, Math.sqrt((box.width * box.height) / crowd) * 0.62));
  const by = gap / Math.max(1, nearest[nearest.length >> 1]);
  return separate(new Map([...places].map(([id, { x, y }]) => [id, { x: x * by, y: y * by }])), new Set());
}

// Push boxes (a shape with its label under it) apart; those in `fixed` stay.
function separate(places, fixed) {
  const items = [...places].map(([id, place]) => ({
    id,
    x: place.x,
    y: place.y,
    fixed: fixed.has(id),
    w: Math.max(50, Math.min(18, nodes[id].name.length) * 8) + 14,
    h: nodes[id].name.length < 19 ? 62 : 76,
  }));
  const rounds = items.length > 250 ? 12 : 60;
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    for (let i = 0; i < items.length; i++) {
      for (let j = i + 1; j < items.length; j++) {
        const a = items[i],
          b = items[j];
        if (a.fixed && b.fixed) continue;
        const dx = b.x - a.x,
          dy = b.y - a.y;
        const ox = (a.w + b.w) / 2 - Math.abs(dx),
          oy = (a.h + b.h) / 2 - Math.abs(dy);
        if (ox <= 0 || oy <= 0) continue;
        moved = true;
        const share = a.fixed || b.fixed ? 1 : 0.5;
        const [axis, by] = ox < oy ? ["x", ox * (dx < 0 ? -1 : 1)] : ["y", oy * (dy < 0 ? -1 : 1)];
        if (!a.fixed) a[axis] -= by * share;
        if (!b.fixed) b[axis] += by * share;
      }
    }
    if (!moved) break;
  }
  return new Map(items.map(item => [item.id, { x: item.x, y: item.y }]));
}
