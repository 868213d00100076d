// Filters, keyboard movement, links between moved texts, and the strip that shows the whole path.
// The rows are in the page already: without this script it can still be read and printed.
"use strict";
(() => {
  const main = document.getElementById("beads");
  const rows = Array.from(main.querySelectorAll(".bead"));
  const links = document.getElementById("links");
  const strip = document.getElementById("strip");
  const place = document.getElementById("place");
  const nothing = document.getElementById("nothing");
  const buttons = Array.from(document.querySelectorAll("button[data-filter]"));
  const beads = rows.map((row) => ({
    row,
    p: Number(row.dataset.p),
    source: run(row.dataset.s),
    target: run(row.dataset.t),
    alone: row.classList.contains("alone"),
    doubtful: row.classList.contains("doubtful"),
    partner: row.dataset.to ? document.getElementById(row.dataset.to) : null,
  }));
  let current = null;

  // "5-6" as the stretch from 4 to 6; nothing for an empty one.
  function run(field) {
    if (!field) return null;
    const [first, last] = field.split("-").map(Number);
    return [first - 1, last || first];
  }

  function shown() {
    return beads.filter((bead) => !bead.row.hidden);
  }

  function filter(name) {
    for (const bead of beads) {
      bead.row.hidden = !(name === "all" || (name === "doubtful" ? bead.doubtful : bead.alone));
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === name));
    }
    nothing.hidden = shown().length > 0;
    if (current && current.row.hidden) current = null;
    if (current) current.row.scrollIntoView({ block: "center" });
    tell();
    draw();
  }

  function go(bead) {
    if (!bead) return;
    if (current) current.row.tabIndex = -1;
    current = bead;
    bead.row.tabIndex = 0;
    bead.row.focus({ preventScroll: true });
    bead.row.scrollIntoView({ block: "nearest" });
    tell();
    drawStrip();
  }

  function step(by, wanted) {
    const list = shown();
    let at = current ? list.indexOf(current) : by > 0 ? -1 : list.length;
    do at += by; while (list[at] && wanted && !wanted(list[at]));
    go(list[at]);
  }

  function tell() {
    const list = shown();
    place.textContent = current ? `${list.indexOf(current) + 1} of ${list.length}` : "";
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const doubtful = (bead) => bead.doubtful;
    const keys = {
      ArrowDown: () => step(1),
      j: () => step(1),
      ArrowUp: () => step(-1),
      k: () => step(-1),
      n: () => step(1, doubtful),
      p: () => step(-1, doubtful),
      Home: () => go(shown()[0]),
      End: () => go(shown().at(-1)),
      1: () => filter("all"),
      2: () => filter("doubtful"),
      3: () => filter("alone"),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // A curve from each moved text to where its other side stands.
  function drawLinks() {
    const frame = main.getBoundingClientRect();
    const narrow = matchMedia("(max-width: 640px)").matches;
    const paths = [];
    for (const bead of beads) {
      if (!bead.partner || bead.row.hidden || bead.partner.hidden) continue;
      const from = bead.row.getBoundingClientRect();
      const to = bead.partner.getBoundingClientRect();
      const middle = (box) => box.top + box.height / 2 - frame.top;
      const [y1, y2] = [middle(from), middle(to)];
      let d;
      if (narrow) {
        const x = from.left - frame.left;
        d = `M${x},${y1} C${x - 18},${y1} ${x - 18},${y2} ${x},${y2}`;
      } else {
        const mid = bead.row.children[1].getBoundingClientRect();
        const [x1, x2] = [mid.left - frame.left, mid.right - frame.left];
        const bend = (x1 + x2) / 2;
        d = `M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}`;
      }
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", d);
      paths.push(path);
    }
    links.replaceChildren(...paths);
  }

  // Source sentences on the left edge, target sentences on the right, a band for every bead.
  function drawStrip() {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [strip.clientWidth, strip.clientHeight];
    if (!width || !height) return;
    strip.width = width * ratio;
    strip.height = height * ratio;
    const pen = strip.getContext("2d");
    pen.scale(ratio, ratio);
    const end = (side) => Math.max(1, ...beads.map((bead) => (bead[side] ? bead[side][1] : 0)));
    const [n, m] = [end("source"), end("target")];
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const grey = getComputedStyle(main).getPropertyValue("--faint");
    const edge = 6;
    for (const bead of beads) {
      const hue = `hsl(${bead.p * 120} 60% ${dark ? 40 : 60}%)`;
      pen.globalAlpha = bead.row.hidden ? 0.15 : 1;
      pen.fillStyle = bead.alone ? grey : hue;
      const left = bead.source && bead.source.map((i) => (i / n) * height);
      const right = bead.target && bead.target.map((j) => (j / m) * height);
      const thick = (band) => Math.max(1, band[1] - band[0]);
      if (left) pen.fillRect(0, left[0], edge, thick(left));
      if (right) pen.fillRect(width - edge, right[0], edge, thick(right));
      const other = bead.partner && beads[rows.indexOf(bead.partner)];
      const far = other && other.target ? other.target.map((j) => (j / m) * height) : right;
      if (!left || !far) continue;
      pen.beginPath();
      pen.moveTo(edge, left[0]);
      pen.lineTo(width - edge, far[0]);
      pen.lineTo(width - edge, Math.max(far[1], far[0] + 1));
      pen.lineTo(edge, Math.max(left[1], left[0] + 1));
      pen.fill();
    }
    pen.globalAlpha = 1;
    if (current) {
      const side = current.source ? [current.source, n] : [current.target, m];
      pen.fillStyle = getComputedStyle(main).getPropertyValue("--mark");
      pen.fillRect(0, (side[0][0] / side[1]) * height - 1, width, 3);
    }
  }

  let pending = false;
  function draw() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      drawLinks();
      drawStrip();
    });
  }

  strip.addEventListener("click", (event) => {
    const share = event.offsetY / strip.clientHeight;
    const last = Math.max(1, ...beads.map((bead) => (bead.source ? bead.source[1] : 0)));
    const list = shown();
    go(list.find((bead) => bead.source && bead.source[1] / last >= share) || list.at(-1));
  });
  main.addEventListener("click", (event) => {
    const row = event.target.closest(".bead");
    // Whoever selects text wants to copy it.
    if (row && getSelection().isCollapsed) go(beads[rows.indexOf(row)]);
  });
  document.addEventListener("keydown", onKey);
  buttons.forEach((button) => button.addEventListener("click", () => filter(button.dataset.filter)));
  // Rows far off the screen get their true height when they come near it.
  new ResizeObserver(draw).observe(main);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
