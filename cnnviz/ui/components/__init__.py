"""Views that answer the mouse in the browser, one folder each."""
