"""Hyperparameter search with Optuna (Akiba et al., https://arxiv.org/abs/1907.10902)."""
