/*
 * relative.h - the numbers that tcpdump prints, made absolute again
 */
#ifndef CRUX_READERS_RELATIVE_H
#define CRUX_READERS_RELATIVE_H

#include "readers/reader.h"

struct dialogs {
	struct arena *arena;
	struct map by_ends;
};

void dialogs_init(struct dialogs *d, struct arena *a);

/*
 * Make seq, ack and SACK blocks of the next segment absolute, where it can be
 * known what they are relative to; else set SEG_RELATIVE. has_seq and has_ack
 * tell what was printed.
 */
void dialogs_absolute(struct dialogs *d, struct segment *seg, bool has_seq, bool has_ack);

/*
 * real is a segment of which more is known than what was printed: learn from the
 * difference what its ends' numbers are relative to.
 */
void dialogs_teach(struct dialogs *d, const struct segment *real, const struct segment *printed,
		   bool has_seq, bool has_ack);

#endif
