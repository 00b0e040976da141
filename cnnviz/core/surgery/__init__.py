"""A network changed and cut open: edits, misfits, retraining, scaled filters."""
