"""One number's computation as a spreadsheet with live formulas, for a class to recompute."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cnnviz.core.explore.arithmetic import CellArithmetic, cell_arithmetic
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.parts import Part
from cnnviz.core.layer_kinds import ActivationSpec, LayerKind
from cnnviz.core.trace import Head, Trace

# So many products fit on a sheet that anybody reads.
MOST_TERMS = 200_000
_BLACK = {"bold": True}
# Curves as formulas; {x} is the cell they are applied to.
_CURVES = {
    "relu": "MAX(0,{x})",
    "relu6": "MIN(6,MAX(0,{x}))",
    "sigmoid": "1/(1+EXP(-{x}))",
    "tanh": "TANH({x})",
    "silu": "{x}/(1+EXP(-{x}))",
}
# Rows of the summary, above the products.
_NETWORK, _VALUE, _SUM, _BIAS, _TOTAL, _AFTER, _HEAD = range(7)


def cell_workbook(trace: Trace, cell: Cell) -> bytes:
    """The computation of one cell as an XLSX file.

    Its sheet holds the cells that were read, their weights, each product as a formula, the sums,
    the bias, the total, and the activation after it; at the answer a second sheet computes the
    softmax. Change a number, and the rest follows.

    Parameters
    ----------
    trace : Trace
    cell : Cell

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If the arithmetic of this layer is not known, or there are more than `MOST_TERMS` products.
    KeyError, IndexError
        If the trace has no such layer, or the layer no such cell.
    """
    sums = cell_arithmetic(trace, cell)
    if sum(part.terms.size for part in sums.parts) > MOST_TERMS:
        raise ValueError(f"the number is a sum of more than {MOST_TERMS:,} products")
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet("cell")
        _Sheet(book, sheet, trace, sums).write()
        record = trace.record(cell.layer)
        if record is trace.records[-1] and trace.head is Head.LOGITS and trace.logits.ndim == 2:
            _write_softmax(book, trace, cell.channel)
    return written.getvalue()


class _Sheet:
    """The sheet of one cell while it is written."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, trace: Trace, sums: CellArithmetic
    ) -> None:
        self.sheet, self.trace, self.sums = sheet, trace, sums
        self.bold = book.add_format(_BLACK)
        self.record = trace.record(sums.cell.layer)

    def write(self) -> None:
        """All of it."""
        self.sheet.set_column(0, 0, 26)
        self._say(_NETWORK, "the network computed", self.sums.value)
        ends = list(self._parts())
        self._say(_VALUE, "difference", f"=B{_NETWORK + 1}-B{_TOTAL + 1}")
        self._say(_SUM, "sum of the products", self._sum(ends))
        self._say(_BIAS, "bias", self.sums.bias)
        self._say(_TOTAL, self._name(), f"=B{_SUM + 1}+B{_BIAS + 1}")
        after = self._after()
        if after is not None:
            name, curve = after
            self._say(_AFTER, name, "=" + curve.format(x=f"B{_TOTAL + 1}"))

    def _say(self, row: int, title: str, value: float | str) -> None:
        self.sheet.write_string(row, 0, title, self.bold)
        if isinstance(value, str):
            self.sheet.write_formula(row, 1, value)
        else:
            self.sheet.write_number(row, 1, value)

    def _name(self) -> str:
        cell = self.sums.cell
        return f"{cell.layer}, map {cell.channel + 1}, row {cell.row + 1}, column {cell.column + 1}"

    def _sum(self, ends: list[str]) -> str:
        """The rule that makes one number of all blocks: their sum, a maximum, or a curve."""
        if not ends:
            return "=0"
        spec = self.record.spec
        if self.record.kind is LayerKind.ACTIVATION and isinstance(spec, ActivationSpec):
            curve = _CURVES.get(spec.function)
            if curve is not None:
                # The one input stands in the first block.
                return "=" + curve.format(x=self.first) + f"-B{_BIAS + 1}"
        return "=" + "+".join(ends)

    def _parts(self) -> Iterator[str]:
        """A block for each map that is read; where each one's sum stands."""
        row = _HEAD + 1
        for part in self.sums.parts:
            height, width = part.terms.shape
            title = f"{part.origin}, map {part.channel + 1}"
            self.sheet.write_string(row, 0, title, self.bold)
            for place, name in enumerate(self._columns(part)):
                self.sheet.write_string(row, 1 + place * (width + 1), name, self.bold)
            yield self._block(part, row + 1)
            row += height + 2

    @property
    def _is_largest(self) -> bool:
        spec = self.record.spec
        return self.record.kind is LayerKind.POOL and getattr(spec, "kind", "") == "max"

    def _columns(self, part: Part) -> tuple[str, ...]:
        if self._is_largest:
            return ("cells", "largest")
        if part.weights is None:
            return ("input", "output")
        return ("input", "weight", "product", "sum")

    def _block(self, part: Part, top: int) -> str:
        height, width = part.terms.shape
        for (row, column), value in np.ndenumerate(part.inputs):
            # The padding of max pooling is smaller than every number: an empty cell.
            if np.isfinite(value):
                self.sheet.write_number(top + row, 1 + column, float(value))
        self.first = xl_rowcol_to_cell(top, 1)
        second = 2 + width
        if self._is_largest:
            self.sheet.write_formula(
                top, second, f"=MAX({xl_range(top, 1, top + height - 1, width)})"
            )
            return str(xl_rowcol_to_cell(top, second))
        if part.weights is None:
            self.sheet.write_number(top, second, part.sum)
            return str(xl_rowcol_to_cell(top, second))
        third = second + width + 1
        for (row, column), value in np.ndenumerate(part.weights):
            self.sheet.write_number(top + row, second + column, float(value))
            read = xl_rowcol_to_cell(top + row, 1 + column)
            weight = xl_rowcol_to_cell(top + row, second + column)
            self.sheet.write_formula(top + row, third + column, f"={read}*{weight}")
        products = xl_range(top, third, top + height - 1, third + width - 1)
        self.sheet.write_formula(top, third + width + 1, f"=SUM({products})")
        return str(xl_rowcol_to_cell(top, third + width + 1))

    def _after(self) -> tuple[str, str] | None:
        """The activation that reads this very number, and its formula."""
        for record in self.trace.records:
            if record.parents == (self.record.name,) and record.kind is LayerKind.ACTIVATION:
                if isinstance(record.spec, ActivationSpec) and record.spec.function in _CURVES:
                    return f"{record.name}: {record.spec.function}", _CURVES[record.spec.function]
                return None
        return None


def _write_softmax(book: Workbook, trace: Trace, chosen: int) -> None:
    """All logits, e to the power of each, and their shares."""
    sheet = book.add_worksheet("softmax")
    bold = book.add_format(_BLACK)
    for column, title in enumerate(("class", "logit", "exp(logit)", "probability")):
        sheet.write_string(0, column, title, bold)
    logits = trace.logits[0].double().tolist()
    last = len(logits) + 1
    for place, logit in enumerate(logits):
        row = place + 2
        sheet.write_number(place + 1, 0, place)
        if place == chosen:
            sheet.write_formula(place + 1, 1, f"=cell!B{_TOTAL + 1}")
        else:
            sheet.write_number(place + 1, 1, logit)
        sheet.write_formula(place + 1, 2, f"=EXP(B{row})")
        sheet.write_formula(place + 1, 3, f"=C{row}/SUM(C$2:C${last})")
