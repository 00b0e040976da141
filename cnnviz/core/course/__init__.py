"""What the course asks, and what is right: numbers computed from the reader's own network."""
