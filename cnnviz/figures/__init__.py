"""Core values in, Plotly figures out."""
