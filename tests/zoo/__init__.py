"""Networks written by others, and the sweep that judges cnnviz with them."""
