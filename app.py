"""The app's navigation; run it with ``streamlit run app.py``."""

import streamlit as st

from cnnviz.ui import frame
from cnnviz.ui.navigation import register_pages
from cnnviz.ui.pages import all_pages
from cnnviz.ui.state.session import current_session
from cnnviz.ui.widgets.canvas import hear_late_strokes
from cnnviz.ui.widgets.training_strip import training_strip

frame.set_up()
pages = all_pages()
register_pages(pages)
page = st.navigation(list(pages.values()), position="top")
page.run()
training_strip()
hear_late_strokes(current_session())
