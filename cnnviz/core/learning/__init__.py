"""One step of learning: gradients, how each weight gets its own, and the update."""
