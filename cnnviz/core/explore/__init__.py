"""How any number of a trace came about: its arithmetic, its pixels, what its filter looks for."""
