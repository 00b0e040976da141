"""The explorer's yardstick: a picture that is clicked, and one picture of what was clicked.

With ``?answer=text`` a text stands in place of the second picture: a stricter yardstick.
"""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

MAPS = np.sin(np.arange(16 * 100)).reshape(16, 10, 10)

# Heatmaps report no clicks: invisible markers over them do.
grid = go.Figure(go.Heatmap(z=MAPS.mean(axis=(1, 2)).reshape(4, 4), hoverinfo="skip"))
grid.add_scatter(
    x=np.arange(16) % 4,
    y=np.arange(16) // 4,
    mode="markers",
    marker={"symbol": "square", "size": 40, "opacity": 0},
)
picked = st.plotly_chart(grid, on_select="rerun", selection_mode="points", key="grid")
points = picked["selection"]["points"]
chosen = points[0]["point_index"] if points else 0
if st.query_params.get("answer") == "text":
    st.text(f"map {chosen}: mean {MAPS[chosen].mean():.4f}")
else:
    st.plotly_chart(go.Figure(go.Heatmap(z=MAPS[chosen])), key="chart")
