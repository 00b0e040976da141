"""A network as a list of named operations: what a definition file or an ONNX file becomes."""
