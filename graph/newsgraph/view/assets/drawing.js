// The current view as a picture file.

function exportPng() {
  const copy = document.createElement("canvas");
  copy.width = drawn.width;
  copy.height = drawn.height;
  const context = copy.getContext("2d");
  context.fillStyle = tones.canvas;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, 0);
  copy.toBlob(blob => {
    save("graph.png", blob);
    announce("Picture saved.");
  }, "image/png");
}

const xml = text => visible(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
const round = number => Math.round(number * 10) / 10;

function drawing() {
  const shapes = [],
    strokes = [],
    texts = [];
  const box = { x: Infinity, y: Infinity, right: -Infinity, bottom: -Infinity };
  const at = new Map([...picture.shown].map(id => [id, network.getPosition(id)]));
  if (picture.map) for (const node of nodes) if (onMap(node)) at.set(node.id, node);
  const text = (x, y, label, size, colour, turn = "") =>
    texts.push(
      `<text x="${round(x)}" y="${round(y)}"${turn} font-size="${size}" fill="${colour}">${xml(label)}</text>`,
    );
  for (const [id, { x, y }] of at) {
    const node = nodes[id],
      r = sizeOf(node),
      points = outline(node.type.shape, r),
      colour = colourOf(node);
    box.x = Math.min(box.x, x - 90);
    box.right = Math.max(box.right, x + 90);
    box.y = Math.min(box.y, y - 50);
    box.bottom = Math.max(box.bottom, y + 60);
    const title = `<title>${xml(short(node.name, 200))}</title>`;
    shapes.push(
      points
        ? `<polygon points="${points.map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(" ")}" fill="${colour}">${title}</polygon>`
        : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${colour}">${title}</circle>`,
    );
    if (picture.shown.has(id)) text(x, y + r + 16, short(node.name, 34), 13, tones.ink);
    for (const pair of openPairs(id)) {
      if (pair.a !== id || !at.has(pair.b)) continue;
      const end = at.get(pair.b),
        lookOf = pairLook(pair);
      const far = Math.hypot(end.x - x, end.y - y) || 1,
        ux = (end.x - x) / far,
        uy = (end.y - y) / far;
      const from = sizeOf(node) + 3,
        to = sizeOf(nodes[pair.b]) + 3;
      strokes.push(
        `<line x1="${round(x + ux * from)}" y1="${round(y + uy * from)}" x2="${round(end.x - ux * to)}" y2="${round(end.y - uy * to)}" stroke="${tones.edge}" ` +
          `stroke-width="${round(lookOf.width)}"${lookOf.dashes ? ' stroke-dasharray="6 5"' : ""}${lookOf.arrows.to.enabled ? ' marker-end="url(#tip)"' : ""}${lookOf.arrows.from.enabled ? ' marker-start="url(#tip)"' : ""}/>`,
      );
      if (at.size <= 120 && lookOf.label) {
        const mx = (x + end.x) / 2,
          my = (y + end.y) / 2;
        let angle = (Math.atan2(end.y - y, end.x - x) * 180) / Math.PI;
        if (Math.abs(angle) > 90) angle += 180;
        text(
          mx,
          my + 3,
          lookOf.label,
          10,
          tones.soft,
          ` transform="rotate(${round(angle)} ${round(mx)} ${round(my)})"`,
        );
      }
    }
  }
  for (const [a, b] of picture.map ? farLines : []) {
    const [from, to] = [nodes[a], nodes[b]].map(({ x, y }) => [round(x), round(y)]);
    strokes.push(`<line x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}" stroke="${tones.edge}" stroke-width="0.8"/>`);
  }
  if (!at.size) Object.assign(box, { x: 0, y: 0, right: 400, bottom: 200 });
  const width = round(box.right - box.x),
    height = round(box.bottom - box.y);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${round(box.x)} ${round(box.y)} ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" text-anchor="middle">` +
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${tones.edge}"/></marker></defs>` +
    `<rect x="${round(box.x)}" y="${round(box.y)}" width="${width}" height="${height}" fill="${tones.canvas}"/>` +
    `<g>${strokes.join("")}</g><g>${shapes.join("")}</g><g paint-order="stroke" stroke="${tones.canvas}" stroke-width="4" stroke-linejoin="round">${texts.join("")}</g></svg>`
  );
}
