"""What the lab computes: windows in tables, repairs, and changes inside a network."""
