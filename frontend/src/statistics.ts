// Draws each table of the statistics page that asks for it. The numbers come out of the table's own cells, so that a
// drawing cannot say anything else; what is hidden is a gap. Without this script the tables stand alone.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "../styles/statistics.css";

const HEIGHT = 220;
const GAP = 1;
/** What a label under a drawing is wide, in pixels. */
const LINE_OF_LABEL = 116;
const TWO_LINES_OF_LABEL = 70;
/** From dark to light: told apart by how dark they are, on paper and by eyes that see no colour. */
const SHADES = [1, 0.65, 0.4, 0.2];

interface Drawn {
  labels: string[];
  series: { name: string; values: (number | null)[] }[];
}

/** What stands in a table: its row labels, and each column whose cells are plain numbers. */
function read(table: HTMLTableElement): Drawn {
  const rows = [...table.tBodies[0]!.rows];
  const heads = [...table.tHead!.rows[0]!.cells].slice(1).map((cell) => cell.textContent ?? "");
  const series = heads.map((name, nth) => ({ name, values: rows.map((row) => numberIn(row.cells[nth + 1]!)) }));
  const texts = heads.map((_, nth) => rows.some((row) => row.cells[nth + 1]!.textContent!.includes("%")));
  return { labels: rows.map((row) => row.cells[0]!.textContent ?? ""), series: series.filter((_, nth) => !texts[nth]) };
}

function numberIn(cell: HTMLTableCellElement): number | null {
  const text = cell.textContent ?? "";
  return /^\d+$/.test(text) ? Number(text) : null;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The same colour, lighter by so much. */
function shade(hex: string, by: number): string {
  return `${hex}${Math.round(by * 255).toString(16).padStart(2, "0")}`;
}

function axes(labels: string[], at: (nth: number) => number, wide: number, room: number): uPlot.Axis[] {
  const plain = { stroke: colour("ink-soft"), font: "13px sans-serif" };
  const every = Math.max(1, Math.ceil((labels.length * room) / wide));
  return [
    {
      ...plain,
      grid: { show: false },
      ticks: { show: false },
      splits: () => labels.flatMap((_, nth) => (nth % every ? [] : [at(nth)])),
      values: () => labels.flatMap((label, nth) => (nth % every ? [] : [short(label)])),
      size: 46,
    },
    { ...plain, grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, size: 48 },
  ];
}

/** A label that has room under its bars: two lines of about a dozen letters. */
function short(label: string): string {
  const words = label.replace(/^(four weeks )?from /, "").split(" ");
  const lines = [""];
  for (const word of words) {
    const last = lines.length - 1;
    if (lines[last]!.length + word.length > 12 && lines[last]) lines.push(word);
    else lines[last] = `${lines[last]} ${word}`.trim();
  }
  return lines.length > 2 ? `${lines.slice(0, 2).join("\n")}…` : lines.join("\n");
}

/** One line over time; a point for each period, so that one alone is seen too. */
function line(drawn: Drawn, width: number): [uPlot.Options, uPlot.AlignedData] {
  const accent = colour("accent");
  const options: uPlot.Options = {
    ...frame(width),
    axes: axes(drawn.labels, (nth) => nth, width, LINE_OF_LABEL),
    scales: { x: { time: false, range: [-0.5, drawn.labels.length - 0.5] }, y: { range: fromNothing } },
    series: [{}, { stroke: accent, width: 2, points: { show: true, size: 6, fill: accent } }],
  };
  return [options, [drawn.labels.map((_, nth) => nth), drawn.series[0]!.values]];
}

/** A group of bars for each row, a bar for each column, the first column darkest. */
function bars(drawn: Drawn, width: number): [uPlot.Options, uPlot.AlignedData] {
  const accent = colour("accent");
  const many = drawn.series.length;
  const group = many + GAP;
  const places = drawn.labels.flatMap((_, row) => drawn.series.map((_, nth) => row * group + nth));
  const values = drawn.series.map((one, nth) => places.map((x) => (x % group === nth ? one.values[Math.floor(x / group)]! : null)));
  const one = width / (drawn.labels.length * group);
  const paths = uPlot.paths.bars!({ size: [0.9, Math.min(64, one)] });
  const options: uPlot.Options = {
    ...frame(width),
    axes: axes(drawn.labels, (nth) => nth * group + (many - 1) / 2, width, TWO_LINES_OF_LABEL),
    scales: { x: { time: false, range: [-1, drawn.labels.length * group - GAP] }, y: { range: fromNothing } },
    series: [
      {},
      ...drawn.series.map((_, nth) => ({
        stroke: accent,
        width: 1,
        fill: shade(accent, SHADES[nth % SHADES.length]!),
        paths,
        points: { show: false },
      })),
    ],
  };
  return [options, [places, ...values]];
}

function frame(width: number): Pick<uPlot.Options, "width" | "height" | "legend" | "cursor"> {
  return { width, height: HEIGHT, legend: { show: false }, cursor: { show: false } };
}

function fromNothing(_: uPlot, __: number, most: number): uPlot.Range.MinMax {
  return [0, Math.max(10, most * 1.1)];
}

/** Says which shade is which column; the table below says it too. */
function legend(drawn: Drawn): HTMLElement {
  const list = document.createElement("ul");
  list.className = "sheet-legend";
  for (const [nth, one] of drawn.series.entries()) {
    const entry = document.createElement("li");
    const mark = document.createElement("span");
    mark.style.background = shade(colour("accent"), SHADES[nth % SHADES.length]!);
    entry.append(mark, one.name);
    list.append(entry);
  }
  return list;
}

function draw(figure: HTMLElement): void {
  const table = figure.closest("section")!.querySelector("table")!;
  const drawn = read(table);
  figure.hidden = false;
  figure.replaceChildren();
  const width = figure.clientWidth;
  const [options, data] = figure.dataset["draw"] === "line" ? line(drawn, width) : bars(drawn, width);
  if (figure.dataset["draw"] === "bars" && drawn.series.length > 1) figure.append(legend(drawn));
  new uPlot(options, data, figure);
}

function drawAll(): void {
  document.querySelectorAll<HTMLElement>("[data-draw]").forEach(draw);
}

let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== width) drawAll();
  width = innerWidth;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
