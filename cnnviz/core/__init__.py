"""The networks and their arithmetic; knows no screen."""
