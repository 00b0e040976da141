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
    "test_the_input_found_for_a_logit_is_read_as_that_digit": tuple("124567890"),
    "test_the_nearest_settings_do_work": _LARGE,
    "test_retraining_makes_the_changed_network_answer": _LARGE,
    "test_the_terms_of_a_number_sum_to_it": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_the_parts_of_a_map_sum_to_it": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_shares_and_constant_make_up_the_value": (*_LARGE_CONSTANT, "alexnet", "vgg"),
    "test_every_value_is_that_cell_of_the_digits_trace": ("alexnet", "vgg"),
    "test_made_to_hurt": _LONG_SETS,
    "test_the_worst_ones_fit_into_little_memory": (),
    "test_the_same_weights_give_the_same_outputs_in_every_network": (),
    "test_keras_trains_to_the_apps_weights": (),
    "test_first_weights_are_drawn_as_pytorchs": (),
    "test_pictures_are_changed_in_training_only": (),
    "test_keras_reads_right_what_pytorch_trained": (),
    "test_the_cells_of_keras_run_in_order": (),
    "test_each_step_runs_with_each_kind_of_data": ("own-", "mnist-", "own set-load", "own set-n"),
    "test_every_layer_can_be_looked_at": (),
    "test_the_manifest_says_what_is_measured": (),
    "test_every_page_shows_every_network": (
        *("networks-many", "networks-unknown", "networks-one", "networks-float64", "networks-ends"),
        *("layers-many", "layers-one", "layers-ends", "lab-many", "lab-one", "draw-many"),
    ),
    "test_the_shipped_networks_against_autograd": _LARGE,
    "test_nothing_is_trained_while_nobody_asks": (),
    "test_the_pytorch_script_trains_on_the_builtin_digits_as_the_app_does": (),
    "test_the_scripts_train_on_own_pictures": (),
    "test_its_cells_in_order_train_the_apps_network": (),
    "test_an_archive_without_a_division_is_divided": (),
    "test_drawn_digits_join_those_to_train_on": (),
    "test_mnist_leaves_the_builtin_digits_out": (),
    "test_all_that_is_near_is_found_and_works": ("signnet", "grouped", "branches", "differences"),
    "test_the_answer_is_explained": ("many", "ends", "unknown", "float64", "one logit"),
    "test_networks_written_from_papers_against_autograd": ("wide_resnet", "network_in", "densenet"),
    "test_the_four_ways_to_shrink_and_their_costs": (),
    "test_shuffled_pixels_confuse_all_and_those_trained_on_them_none": (),
    "test_all_networks_in_one_table": (),
    "test_blank_shows_a_built_in_digit_and_says_so": (),
    "test_every_kind_of_layer_shows_a_cell_whose_parts_sum_to_it": (
        *("alexnet", "vgg", "mlp", "resnet"),
    ),
    "test_it_ends_with_the_weights_of_the_same_training_here": ("False",),
    "test_a_training_that_is_interrupted_ends_after_the_batch_under_way": (),
    "test_interrupting_before_the_first_event_ends_it": (),
    "test_the_same_weights_give_the_same_outputs": (),
    "test_brightness_alone_does_not_tell_colour_pairs_apart": (),
    "test_a_step_helps_and_undo_takes_it_back_to_the_bit": ("Rule.SGD", "Rule.MOMENTUM"),
    "test_eight_threads_share_one_model_and_see_only_their_own": (),
    "test_the_recipes_run": (),
    "test_the_shipped_network_looks_at_colour": (),
    "test_a_grey_picture_needs_no_channel": (),
    "test_a_module_and_a_network_give_the_same_but_for_title_and_names": (),
    "test_a_thousand_classes_show_the_top_ten_by_name": (),
    "test_every_number_is_the_traces": (),
    "test_a_training_of_this_tab": (),
    "test_every_layer_can_be_chosen": (),
    "test_any_network_learns_with_new_dense_layers": (),
    "test_training_writes_what_is_read": (),
    "test_processes_that_begin_one_study_at_once_share_its_trials": (),
    "test_it_stops_when_its_time_is_over": (),
    "test_closing_the_generator_ends_the_processes": (),
    "test_a_problem_of_a_worker_is_one_sentence": (),
    "test_the_download_shows_its_progress_and_can_be_stopped": (),
    "test_the_network_follows_the_data": (),
    "test_a_start_replaces_the_whole_plan": ("vgg", "resnet", "alexnet"),
    "test_through_the_real_worker": (),
    "test_all_read_unmoved_digits": (),
    "test_half_the_total_stride_dips_and_the_whole_recovers": (),
    "test_a_strided_convolution_dips_deepest": (),
    "test_shuffled_pixels_cost_the_mlp_nothing_and_the_free_cnn_its_freedom": (),
    "test_onnx_errors_are_sentences": (),
    "test_a_problem_stays_until_something_is_opened": (),
    "test_training_choosing_and_saving_fit_together": (),
    "test_repairs_of_random_plans_work": (),
    "test_a_cnn_with_a_flattened_head_minds_the_place_and_one_that_pools_over_all_does_not": (),
    "test_the_shift_of_a_drawing_moves_it_and_survives_another_page": (),
    "test_what_cannot_be_trained_is_said_in_one_sentence": (),
    "test_closing_the_generator_ends_the_process": (),
    "test_a_sum_of_hundreds_of_maps_still_sums_to_the_map": (),
    "test_training_follows_the_recipe": (),
    "test_so_are_four_of_five_of_each_group": (),
    "test_the_time_is_the_median_and_the_first_run_does_not_count": (),
    "test_a_bomb_fills_neither_memory_nor_disk": (),
    "test_every_form_of_one_input_gives_one_document": (),
    "test_it_stops_when_told_and_nothing_stays_running": (),
    "test_a_worker_ends_when_whoever_started_it_is_gone": (),
    "test_what_the_cards_say_is_what_the_networks_answer": (),
    "test_a_process_that_dies_is_said_in_one_sentence": (),
    "test_the_digits_are_the_apps": (),
    "test_importing_cnnviz_imports_neither_the_views_nor_streamlit": (),
    "test_opening_imports_no_onnx_here_and_the_worker_no_screen": (),
    "test_train_all_trains_every_network_and_the_detector": (),
    "test_a_jpeg_that_is_shrunk_while_decoded_looks_the_same": (),
    "test_the_arithmetic_is_that_of_the_strongest_cell": (),
    "test_a_small_network_is_there_whole_and_in_two_megabytes": (),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        name, _, case = item.name.partition("[")
        cases = SWEEPS.get(name)
        if cases is not None and (not cases or case.startswith(cases)):
            item.add_marker(pytest.mark.slow)
