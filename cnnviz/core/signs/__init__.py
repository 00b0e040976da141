"""Road signs: the project's own pictures in colour, drawn from a seed."""
