"""An ordinary network against convolutional ones: what each minds when a digit is moved."""
