"""What one browser tab holds, and its address."""
