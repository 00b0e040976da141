// The numbers of a figure, as a table that any program reads: commas between, points in numbers.

function csvOf(rows) {
  return rows.map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

function field(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  // Numbers that were written for people have a minus sign that no program knows.
  const text = (/^−?[\d.,]+(e−?\d+)?$/.test(value) ? plainNumber(value) : String(value)).replace(/<br\s*\/?>/g, " ").replace(/<[^>]+>/g, "");
  // A program for tables would take such a text for a formula.
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function plainNumber(text) {
  const bare = decimalSign === "," ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  return bare.replaceAll("−", "-");
}

// Of a Plotly figure: a line a point, or a line a cell.
function plotlyTable(plot) {
  const traces = (plot._fullData ?? []).filter((trace) => trace.visible === true);
  const rows = [["trace", "x", "y", "value"]];
  traces.forEach((trace, i) => {
    const name = trace.name ?? `trace ${i}`;
    const { x, y, z } = trace;
    if (trace.type === "parcoords") {
      const lines = trace.dimensions[0]?.values ?? [];
      lines.forEach((_, at) => trace.dimensions.forEach((side) => rows.push([name, at, side.label, side.values[at]])));
    } else if (z && z.length !== undefined) {
      [...z].forEach((line, row) => [...line].forEach((value, column) => rows.push([name, x?.[column] ?? column, y?.[row] ?? row, Array.isArray(value) ? value.join(" ") : value])));
    } else if (x || y) {
      const flat = trace.orientation === "h";
      const count = Math.max(x?.length ?? 0, y?.length ?? 0);
      for (let at = 0; at < count; at++) {
        const [across, up] = [x?.[at] ?? at, y?.[at] ?? at];
        rows.push([name, across, up, flat ? across : up]);
      }
    }
  });
  return rows;
}
