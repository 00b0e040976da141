"""What each network says of the moved digit, side by side, and the way into each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.duel.curves import SHIFTS, shift_shares
from cnnviz.core.digits.duel.moves import Move, moved
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.digits.prepare import Plane
from cnnviz.figures.shift_curves import series_colour
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import get_duel, get_duel_for_whole_digits, in_worker
from cnnviz.ui.navigation import page_called
from cnnviz.ui.state.session import Session
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.words.numbers import with_article
from cnnviz.ui.words.speech import say


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network says of one digit at every shift.

    Attributes
    ----------
    name : str
        A key of `SPECS`.
    shares : float array (11, 10)
        Probabilities at the places of `SHIFTS`.
    """

    name: str
    shares: NDArray[np.float64]

    @property
    def title(self) -> str:
        """The network's."""
        return SPECS[self.name].title

    def at(self, right: int) -> NDArray[np.float64]:
        """Probabilities (10,) at one shift."""
        return np.asarray(self.shares[SHIFTS.index(right)])


def read_all(names: Sequence[str], small: Plane, move: Move) -> list[Reading]:
    """The readings of some networks; a few milliseconds each."""
    return [
        Reading(name, in_worker(shift_shares, get_duel(name).model, small, move)) for name in names
    ]


def show_cards(readings: Sequence[Reading], small: Plane, move: Move, label: int) -> None:
    """The digit as each network gets it, its answer, and the probability of the true digit."""
    image = np.rint(moved(small[None], move)[0] * 255).astype(np.uint8)
    picture = f"data:image/png;base64,{png_base64(image)}"
    cards = "".join(
        _card(place, reading, picture, reading.at(move.right), label)
        for place, reading in enumerate(readings)
    )
    st.html(f'<div class="duel-cards" role="status">{cards}</div>')


def _card(
    place: int, reading: Reading, picture: str, shares: NDArray[np.float64], label: int
) -> str:
    answer = int(shares.argmax())
    right = answer == label
    verdict = say("duel-right") if right else say("duel-it-is", digit=with_article(label))
    return (
        f'<div class="duel-card" style="border-top-color:{series_colour(place)}">'
        f'<div class="network">{escape(reading.title)}</div>'
        f'<img alt="{escape(say("duel-moved-digit"))}" src="{picture}">'
        f'<div class="answer{"" if right else " wrong"}"><b>{answer}</b>'
        f"<span>{'✓' if right else '✗'} {escape(verdict)}</span></div>"
        f'<div class="truth">{escape(say("duel-digit", digit=str(label)))}: '
        f"<b>{escape(percent(float(shares[label])))}</b></div>"
        f'<div class="bar"><i style="width:{float(shares[label]):.2%};'
        f'background:{series_colour(place)}"></i></div></div>'
    )


def look_inside(session: Session, names: Sequence[str]) -> None:
    """Put a network of the duel beside the others on all pages."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(say("duel-look-inside"), width="content")
        for name in names:
            network = get_duel_for_whole_digits(name)
            shown = network.key in session.own and session.model == network.key
            st.button(
                SPECS[name].title,
                icon=":material/check:" if shown else ":material/hub:",
                disabled=shown,
                on_click=session.open_network,
                args=(network,),
                help=say("duel-look-inside-help"),
                key=f"look_inside_{name}",
            )
        if session.model in {get_duel_for_whole_digits(name).key for name in names}:
            for page, icon in (("draw", "draw"), ("layers", "layers"), ("lab", "science")):
                link, label = page_called(page), say(f"page-{page}")
                st.page_link(link, label=label, icon=f":material/{icon}:")
