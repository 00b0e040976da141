"""The app's navigation; run it with ``streamlit run app.py``."""

import streamlit as st

from cnnviz.ui import frame
from cnnviz.ui.components.gestures import gestures
from cnnviz.ui.navigation import register_pages
from cnnviz.ui.pages import all_pages
from cnnviz.ui.state.address import follow_browser, write_address
from cnnviz.ui.state.tab import current_tab
from cnnviz.ui.widgets.canvas import hear_late_strokes
from cnnviz.ui.widgets.careful import careful
from cnnviz.ui.widgets.page_strip import fill_strip, page_strip
from cnnviz.ui.widgets.page_tools import page_tools
from cnnviz.ui.widgets.training_strip import training_strip
from cnnviz.ui.words.speech import language

frame.set_up()
pages = all_pages()
register_pages(pages)
page = st.navigation(list(pages.values()), position="top")


@careful
def show() -> None:
    """All that is on screen, in the order in which it is worked out."""
    tab = current_tab()
    follow_browser(tab)
    # Streamlit has just taken the address of the page before away; a long run must not leave it so.
    write_address(tab)
    strip = page_strip()
    with strip:
        # Before the page: who presses a key early would else lose their place in it.
        gestures(language(), key="gestures")
    careful(page.run)()
    fill_strip(strip, pages)
    page_tools(tab, pages)
    training_strip()
    hear_late_strokes(tab.session)


show()
