"""Which sweeps `make check` leaves out, for their smaller cases stand in it."""

from __future__ import annotations

import pytest

_LARGE = ("alexnet", "vgg", "resnet")
_LARGE_CONSTANT = tuple(f"{name}-{what}" for name in _LARGE for what in ("zeros", "ones"))
# To make them takes longer than to read them.
_LONG_SETS = ("ratio bomb", "one ratio bomb", "lzma bomb", "25,000", "60,000", "ten billion")
# Name of the test: beginnings of the cases that are left out; all of them where there is none.
SWEEPS: dict[str, tuple[str, ...]] = {
    "test_four_of_five_non_digits_are_warned_of": (),
    "test_hardly_any_is_at_another_size_or_with_another_brush": (),
    "test_no_picture_comes_twice_in_any_set_or_seed": (),
    "test_pictures_of_one_class_are_far_apart": (),
    "test_random_legal_edits_against_pytorch": _LARGE,
    "test_every_layer_ends_higher_than_it_began": _LARGE,
    "test_the_input_found_for_a_logit_is_read_as_that_digit": tuple("1245789"),
    "test_the_nearest_settings_do_work": _LARGE,
    "test_retraining_makes_the_changed_network_answer": _LARGE,
    "test_the_terms_of_a_number_sum_to_it": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_the_parts_of_a_map_sum_to_it": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_shares_and_constant_make_up_the_value": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_every_value_is_that_cell_of_the_digits_trace": ("alexnet", "vgg"),
    "test_made_to_hurt": _LONG_SETS,
    "test_the_worst_ones_fit_into_little_memory": (),
    "test_every_kind_of_layer_shows_a_cell_whose_parts_sum_to_it": ("alexnet", "vgg", "mlp"),
    "test_the_same_weights_give_the_same_outputs_in_every_network": (),
    "test_keras_trains_to_the_apps_weights": (),
    "test_first_weights_are_drawn_as_pytorchs": (),
    "test_pictures_are_changed_in_training_only": (),
    "test_keras_reads_right_what_pytorch_trained": (),
    "test_the_cells_of_keras_run_in_order": (),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        name, _, case = item.name.partition("[")
        cases = SWEEPS.get(name)
        if cases is not None and (not cases or case.startswith(cases)):
            item.add_marker(pytest.mark.slow)
