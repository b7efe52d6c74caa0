/*
 * leaks.c - paths that leave a handle open
 *
 * Three questions, by who has to close. What a function makes is its own until it
 * gives it away (made.c). What it was given to keep (the argument of a new thread) is
 * the same. What it only reads must be ended by somebody once its end was seen
 * (reads.c, polled.c). Beside them stand what a function does on one way out alone
 * (torn.c), a field that gets another handle (overwritten.c) and what is taken out of
 * a pool or a list (taken.c).
 */
#include "code/leaks.h"

void
look_for_leaks(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		look_into_made(u, u->functions.v[i], false);
	/* and what those make that call them */
	for (size_t i = 0; i < u->functions.n; i++)
		look_into_made(u, u->functions.v[i], true);
	for (size_t i = 0; i < u->functions.n; i++)
		look_into_made(u, u->functions.v[i], true);
	own_what_is_spawned(u);
	while (follow_all_owned(u))
		;
	for (size_t i = 0; i < u->functions.n && u->network; i++) {
		follow_reads(u, u->functions.v[i]);
		follow_uv(u, u->functions.v[i]);
		follow_completions(u, u->functions.v[i]);
		follow_hang_ups(u, u->functions.v[i]);
		follow_told(u, u->functions.v[i]);
		follow_unregistered(u, u->functions.v[i]);
		follow_ends_by_hand(u, u->functions.v[i]);
		follow_lost_numbers(u, u->functions.v[i]);
		follow_field_writes(u, u->functions.v[i]);
		look_for_torn(u, u->functions.v[i]);
		look_for_outliers(u, u->functions.v[i]);
		look_for_overwritten(u, u->functions.v[i]);
		follow_taken(u, u->functions.v[i]);
		look_for_freed(u, u->functions.v[i]);
	}
	while (follow_all_owned(u))
		;
	if (u->network) {
		for (size_t i = 0; i < u->functions.n; i++)
			look_for_parted(u, u->functions.v[i]);
		look_for_unclosed(u);
		look_for_lost_slots(u);
	}
}
