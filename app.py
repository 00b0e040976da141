"""The app's navigation; run it with ``streamlit run app.py``."""

import streamlit as st

from cnnviz.ui import frame
from cnnviz.ui.pages import all_pages

frame.set_up()
page = st.navigation(list(all_pages().values()), position="top")
page.run()
