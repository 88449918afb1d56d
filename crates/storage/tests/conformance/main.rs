//! One suite for both databases: each case is stamped once for SQLite and once for PostgreSQL.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

mod comoments;
mod concurrency;
mod corrections;
mod database;
mod drafts;
mod erasures;
mod export;
mod generated;
mod invitations;
mod keys;
mod lifecycle;
mod mails;
mod months;
mod news;
mod open_links;
mod order;
mod polls;
mod repeaters;
mod responses;
mod samples;
mod server;
mod statements;
mod surveys;
mod tallies;
mod tenants;
mod verify;

macro_rules! conformance {
    ($($module:ident: $($case:ident)*;)*) => {
        mod sqlite {
            $($(
                #[test]
                fn $case() {
                    crate::database::on_sqlite(crate::$module::$case);
                }
            )*)*
        }
        mod postgres {
            $($(
                #[test]
                fn $case() {
                    crate::database::on_postgres(crate::$module::$case);
                }
            )*)*
        }
    };
}

conformance! {
    surveys:
        a_draft_is_kept_and_replaced
        a_draft_whose_id_has_a_bad_form_is_refused
        publishing_counts_the_versions_and_opens_the_survey
        publishing_an_unchanged_draft_changes_nothing
        publishing_a_bad_draft_names_what_is_wrong_and_changes_nothing
        a_closed_survey_opens_again_when_it_is_published
        versions_ascend_in_time_whatever_the_clock_says
        publishers_racing_make_one_version
        an_unknown_survey_is_not_found
        changes_name_what_was_published_or_closed_since;
    responses:
        a_replayed_response_is_counted_once
        a_conflict_changes_nothing
        duplicates_inside_a_batch_are_settled_by_what_is_stored
        a_batch_may_hold_several_surveys_and_days
        batches_of_every_size_are_stored_whole
        a_replay_is_known_again_after_a_new_version
        what_is_stored_is_readable
        a_weighted_survey_keeps_its_weights_exactly
        an_empty_batch_changes_nothing;
    tallies:
        folding_changes_no_sum
        deltas_are_folded_when_enough_wait
        what_brings_little_to_a_day_waits_as_one_delta
        a_tally_holds_the_days_asked_for
        a_scan_counts_as_if_a_segment_had_been_declared
        an_unreadable_tally_is_an_error_that_names_it;
    months:
        folding_months_changes_no_sum_of_any_day
        what_comes_late_for_a_folded_month_counts_and_is_folded
        a_month_that_ended_lately_stays_in_days
        folders_of_days_and_months_racing_count_once
        a_folded_month_altered_by_hand_is_found_in_its_cell;
    comoments:
        co_moments_equal_a_recount_however_they_are_read
        a_survey_without_models_keeps_none
        months_are_folded_when_enough_batches_wait
        folders_of_months_racing_count_once
        readers_of_co_moments_see_each_batch_whole_while_others_fold
        a_month_altered_by_hand_is_found
        unreadable_co_moments_are_named;
    generated:
        generated_sequences_agree_with_a_plain_map;
    corrections:
        a_correction_replaces_a_response_in_every_figure
        a_correction_leaves_a_trace_and_a_second_one_changes_nothing
        a_correction_follows_versions_and_respondents
        corrections_racing_replays_and_folders_count_once;
    drafts:
        an_open_draft_is_kept_and_replaced_and_a_closed_one_stays
        drafts_are_found_by_stage_and_age_and_closed_when_nobody_answers_any_more
        a_draft_goes_with_its_respondent_and_is_seen_by_its_tenant_alone;
    erasures:
        an_erased_respondent_is_gone_from_every_figure
        an_erased_response_does_not_come_back
        an_erasure_leaves_a_trace_that_names_nobody
        what_was_kept_for_as_long_as_its_survey_says_is_erased
        servers_that_erase_the_same_at_once_leave_one_trace
        erasures_racing_submissions_and_folders_count_once;
    order:
        what_has_just_arrived_is_read_in_its_place
        enough_arrivals_are_put_in_order_a_part_at_a_time
        what_is_corrected_or_erased_changes_its_place
        a_response_out_of_order_is_found
        a_database_of_before_is_put_in_order;
    concurrency:
        writers_with_the_same_ids_in_different_orders_store_each_once
        folders_racing_count_once
        a_reader_sees_each_batch_whole_while_others_fold
        a_submission_that_is_dropped_half_way_leaves_a_right_tally
        connections_that_the_server_ended_cost_no_batch;
    tenants:
        a_tenant_never_sees_what_is_anothers
        tenants_are_those_with_surveys_or_keys;
    export:
        an_export_is_ordered_and_complete
        an_export_is_one_snapshot_while_writers_go_on
        an_export_gives_back_what_was_submitted
        an_export_of_days_has_those_days_of_the_survey_in_its_zone
        an_export_that_is_dropped_gives_its_connection_back
        an_unreadable_response_is_named_by_an_export
        a_scan_shows_the_responses_of_some_days_with_their_versions;
    repeaters:
        the_responses_of_those_with_more_than_one_are_found
        respondents_of_two_periods_are_known_in_both
        a_survey_without_repeat_respondents_has_none;
    verify:
        all_is_well_after_folding
        a_tally_altered_by_hand_is_found_in_its_cell
        a_weighted_sum_that_is_off_by_one_step_is_found
        a_response_altered_by_hand_is_found
        a_response_removed_by_hand_is_found
        unreadable_tallies_and_responses_are_found
        an_unknown_survey_cannot_be_verified;
    keys:
        keys_are_kept_listed_and_revoked_for_good
        a_key_of_the_same_id_is_refused;
    news:
        what_is_committed_is_told_where_the_database_can
        a_listener_that_was_cut_off_says_so;
    invitations:
        an_event_that_is_sent_again_gets_the_same_decision
        a_thousand_events_at_once_bring_a_contact_one_invitation
        decisions_agree_with_a_plain_model
        no_rule_is_broken_by_processes_that_decide_at_once
        a_budget_that_is_set_later_counts_what_went_out_before
        a_state_only_goes_on
        who_opted_out_is_not_asked_not_even_after_an_erasure
        an_erasure_takes_the_contact_out_of_its_invitations
        a_reminder_is_taken_once
        reminders_wait_for_their_time_and_their_survey
        the_first_secret_of_links_is_everybodys;
    mails:
        an_invitation_is_mailed_once_however_often_its_event_comes
        an_address_that_comes_later_is_kept_and_mailed_to_once
        each_of_many_mails_is_taken_by_one_server
        a_mail_whose_server_died_is_taken_by_another
        a_mail_that_nobody_needs_is_not_sent
        a_mail_is_sent_or_handed_out_and_never_both
        who_asks_at_once_to_send_and_to_hand_out_gets_one_of_them
        reminders_go_the_way_that_the_invitation_went;
    polls:
        a_poll_is_kept_once_and_another_of_its_id_is_a_conflict
        a_corrected_or_removed_poll_leaves_a_trace
        recorders_racing_keep_one_poll
        polls_are_found_by_days_and_seen_by_their_tenant_alone;
    open_links:
        responses_by_an_open_link_are_counted_by_day_tenant_and_survey;
    lifecycle:
        migrations_by_several_processes_at_once_leave_one_schema
        a_migrated_database_is_left_as_it_is
        a_database_of_a_newer_program_is_refused
        what_was_acknowledged_is_there_after_reopening
        a_closed_pool_is_an_error_not_a_hang
        a_store_works_across_tasks;
}
