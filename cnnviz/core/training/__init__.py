"""Training: the loop, augmentation, calibration, snapshots."""
