"""The yardstick: the same canvas as the Draw page's and one text, nothing else.

With ``?canvas=json`` the canvas sends no picture, as the Draw page's does; there is less to wait
for then, so that the yardstick is a stricter one.
"""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

pixels = st.query_params.get("canvas") != "json"
result = st_canvas(
    stroke_width=20,
    stroke_color="#ffffff",
    background_color="#000000",
    width=280,
    height=280,
    return_image_data=pixels,
    key="canvas",
)
if pixels:
    picture = result.image_data
    st.write("nothing yet" if picture is None else f"{picture[..., 0].mean():.4f}")
else:
    st.write(f"{len(str(result.json_data))} characters")
