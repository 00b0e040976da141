"""Controls that pages share: the canvas, uploads, and the choice of the network."""
