"""Networks: architectures, and the weights that ship."""
