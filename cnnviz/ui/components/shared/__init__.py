"""What the views share: how their messages are packed and read, and the elements they make."""
