// What the page draws: the picture with its boxes, the timeline, and why a box is where it is.

export const UNSURE = 0.3;
const HANDLE = 8; // pixels of the screen

/** The picture, scaled into its canvas without distortion. */
export class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    this.image = null;
    this.width = 640;
    this.height = 360;
  }

  show(image) {
    if (this.image) this.image.close();
    this.image = image;
    if (this.width !== image.width || this.height !== image.height) {
      this.width = this.canvas.width = image.width;
      this.height = this.canvas.height = image.height;
    }
  }

  /** Pixels of the picture in a pixel of the screen. */
  scale() {
    const place = this.canvas.getBoundingClientRect();
    return Math.max(this.width / place.width, this.height / place.height) || 1;
  }

  /** Where a mouse is, in pixels of the picture; object-fit leaves borders. */
  point(event) {
    const place = this.canvas.getBoundingClientRect();
    const scale = this.scale();
    return [
      (event.clientX - place.left - place.width / 2) * scale + this.width / 2,
      (event.clientY - place.top - place.height / 2) * scale + this.height / 2,
    ];
  }

  /** @param boxes {box: [x, y, w, h], color, label, unsure, chosen} */
  draw(boxes) {
    const pen = this.canvas.getContext("2d");
    if (!this.image) return;
    const unit = this.scale();
    pen.drawImage(this.image, 0, 0);
    pen.font = `${13 * unit}px system-ui, sans-serif`;
    for (const { box, color, label, unsure, chosen } of boxes) {
      const [x, y, w, h] = box;
      pen.setLineDash(unsure ? [6 * unit, 5 * unit] : []);
      pen.lineWidth = 4 * unit;
      pen.strokeStyle = "#000a";
      pen.strokeRect(x, y, w, h);
      pen.lineWidth = 2 * unit;
      pen.strokeStyle = color;
      pen.strokeRect(x, y, w, h);
      pen.setLineDash([]);
      const wide = pen.measureText(label).width + 8 * unit;
      const top = y > 20 * unit ? y - 20 * unit : y;
      pen.fillStyle = "#000b";
      pen.fillRect(x, top, wide, 18 * unit);
      pen.fillStyle = "#fff";
      pen.fillText(label, x + 4 * unit, top + 13.5 * unit);
      if (chosen) {
        pen.fillStyle = color;
        for (const [cx, cy] of [[x, y], [x + w, y], [x, y + h], [x + w, y + h]]) {
          pen.fillRect(cx - 3 * unit, cy - 3 * unit, 6 * unit, 6 * unit);
        }
      }
    }
  }
}

/** Which sides of a box a point takes hold of: l, r, t, b; "in" inside, "" outside. */
export function hold(box, [px, py], unit) {
  const [x, y, w, h] = box;
  const near = HANDLE * unit;
  if (px < x - near || py < y - near || px > x + w + near || py > y + h + near) return "";
  const edge = Math.min(near, w / 3, h / 3);
  const sides =
    (px < x + edge ? "l" : px > x + w - edge ? "r" : "") +
    (py < y + edge ? "t" : py > y + h - edge ? "b" : "");
  return sides || "in";
}

/** A box after a drag by (dx, dy) of what was held; never turned inside out. */
export function dragged([x, y, w, h], held, dx, dy) {
  if (held === "in") return [x + dx, y + dy, w, h];
  let [left, top, right, bottom] = [x, y, x + w, y + h];
  if (held.includes("l")) left += dx;
  if (held.includes("r")) right += dx;
  if (held.includes("t")) top += dy;
  if (held.includes("b")) bottom += dy;
  return between([left, top], [right, bottom]);
}

/** The box of two corners. */
export function between([ax, ay], [bx, by]) {
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(ax - bx), Math.abs(ay - by)];
}

/** One row for each target: confidence as height, given boxes as ticks; and where we are. */
export function timeline(canvas, targets, frames, now) {
  const width = (canvas.width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio)));
  const height = (canvas.height = Math.round(canvas.clientHeight * devicePixelRatio));
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const at = (frame) => (frames > 1 ? (frame / (frames - 1)) * (width - 2) : 0);
  const row = height / Math.max(1, targets.length);
  targets.forEach((target, index) => {
    const base = (index + 1) * row;
    pen.fillStyle = target.color;
    const heights = new Map(); // one bar a column, the least sure frame in it
    target.rows.forEach((found, frame) => {
      if (!found || !found.box) return;
      const column = Math.floor(at(frame));
      heights.set(column, Math.min(heights.get(column) ?? 1, found.confidence));
    });
    const wide = Math.max(1, Math.ceil(width / Math.max(1, frames)));
    pen.globalAlpha = 0.75;
    heights.forEach((sure, column) => pen.fillRect(column, base - sure * (row - 3), wide, sure * (row - 3)));
    pen.globalAlpha = 1;
    target.given.forEach((box, frame) => pen.fillRect(at(frame), base - row + 1, 3, row - 1));
  });
  pen.fillStyle = style.color;
  pen.fillRect(Math.min(width - 2, at(now)), 0, 2, height);
}

/** The search crop with the found box, the score map, and the references, lit where the target was. */
export function insight(parent, why) {
  const side = 140;
  const figures = [
    ["search region", (pen) => crop(pen, side, why.search, () => outline(pen, why.box, side / why.side))],
    [`score map, up to ${Math.round(100 * Math.max(...why.scores))} %`, (pen) => heat(pen, side, why)],
    ...why.references.map((each) => [
      `reference, frame ${each.frame + 1}`,
      (pen) => crop(pen, side, each.picture, () => shade(pen, side, each)),
    ]),
  ];
  while (parent.children.length > figures.length) parent.lastChild.remove();
  figures.forEach(([caption, paint], index) => {
    const figure = parent.children[index] ?? parent.appendChild(empty(side));
    figure.lastChild.textContent = caption;
    figure.firstChild.setAttribute("aria-label", caption);
    paint(figure.firstChild.getContext("2d"));
  });
}

function empty(side) {
  const figure = document.createElement("figure");
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  canvas.setAttribute("role", "img");
  figure.append(canvas, document.createElement("figcaption"));
  return figure;
}

function crop(pen, side, address, then) {
  const image = new Image();
  image.onload = () => {
    pen.drawImage(image, 0, 0, side, side);
    then();
  };
  image.src = address;
}

function outline(pen, [x, y, w, h], scale) {
  pen.lineWidth = 2;
  pen.strokeStyle = "#21c354";
  pen.strokeRect(x * scale, y * scale, w * scale, h * scale);
}

function heat(pen, side, why) {
  const cell = side / why.columns;
  why.scores.forEach((score, index) => {
    pen.fillStyle = `hsl(${50 - 50 * (1 - score)} 90% ${Math.round(8 + 62 * score)}%)`;
    pen.fillRect((index % why.columns) * cell, Math.floor(index / why.columns) * cell, cell + 1, cell + 1);
  });
  pen.lineWidth = 2;
  pen.strokeStyle = "#21c354";
  pen.strokeRect((why.cell % why.columns) * cell, Math.floor(why.cell / why.columns) * cell, cell, cell);
}

function shade(pen, side, reference) {
  const cell = side / reference.columns;
  pen.fillStyle = "#0009";
  reference.mask.forEach((inside, index) => {
    if (!inside) pen.fillRect((index % reference.columns) * cell, Math.floor(index / reference.columns) * cell, cell, cell);
  });
}
