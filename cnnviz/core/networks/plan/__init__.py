"""A network as a few numbers on a form: blocks of convolution and pooling, then dense layers."""
