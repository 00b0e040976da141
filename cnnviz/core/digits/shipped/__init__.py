"""The networks of digits that ship: what they learn from, how, and how they are judged."""
