"""What is read on screen."""
