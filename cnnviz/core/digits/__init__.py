"""Everything that knows digits: 28x28, ten classes, ink."""
