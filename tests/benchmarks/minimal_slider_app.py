"""The lab's yardstick: one control and one picture made from it, nothing else.

With ``?control=choice`` the control is a row of buttons: its answer is sent at once, a slider's
only when the slider has rested for a moment. With ``?answer=text`` there is a text in place of the
picture, so that the yardstick is a stricter one.
"""

import plotly.graph_objects as go
import streamlit as st
import torch

STRIDES = (1, 2, 3, 4)

if st.query_params.get("control") == "choice":
    stride = st.segmented_control("Stride", STRIDES, default=1, required=True, key="stride")
else:
    stride = st.slider("Stride", STRIDES[0], STRIDES[-1], key="stride")
picture = torch.arange(36.0).reshape(1, 1, 6, 6).sin()
output = torch.nn.functional.conv2d(picture, torch.ones(1, 1, 3, 3), stride=stride)[0, 0]
if st.query_params.get("answer") == "text":
    st.text(f"mean {output.mean():.4f}")
else:
    st.plotly_chart(go.Figure(go.Heatmap(z=output.numpy())), key="chart")
