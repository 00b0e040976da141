"""The Streamlit front end: pages, widgets, and what one person has chosen."""
