/*
 * drill.h - practice: questions made from evidence, played in a terminal
 *
 * A question kind looks at a case and asks something whose answer the case
 * knows. Its wrong options come from misconceptions: wrong models of TCP run on
 * the same facts, so each wrong answer can be answered with what tempts, what in
 * the evidence refutes it, and the rule. No number stands in a text: all are
 * computed from the evidence.
 */
#ifndef CRUX_DRILL_DRILL_H
#define CRUX_DRILL_DRILL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "case/case.h"
#include "report/report.h"
#include "tcp/tcp.h"

/* Packets for questions: give drill_packet to the tracker, with them as its ctx. */
struct drill_packets;
struct drill_packets *drill_packets_new(struct arena *a);
void drill_packet(void *packets, const struct judged *j);

/* Questions in the order in which they are asked, and the time for all. */
struct question;
struct drill_round {
	VEC(struct question *) questions;
	const char *level; /* "senior"; NULL: none is claimed */
	bool built_in;
	uint64_t seed; /* decides the order of the options */
	unsigned seconds;
};

#define DRILL_SEED_OF_EVIDENCE 0 /* the seed is made from the evidence itself */

/* The senior round over the built-in traces. Lives in a. */
struct drill_round *drill_built_in(struct arena *a, uint64_t seed);

/*
 * Whatever questions this evidence allows, one of each kind; perhaps none. packets
 * may be NULL. The case must outlive the round, which lives in a.
 */
struct drill_round *drill_from(struct arena *a, const struct crux_case *cs,
			       const struct drill_packets *packets, uint64_t seed);

/* Who plays, and how. Answers are lines of in_fd. */
struct drill_player {
	struct arena *arena;
	struct out *out;
	struct style style;
	int in_fd;
	bool terminal;		      /* both ends are one: pause where it would scroll */
	unsigned rows;		      /* of the terminal; 0: unknown */
	int64_t (*now_ns)(void *ctx); /* a clock that only goes forward */
	void *ctx;
};

struct drill_score {
	size_t asked, answered, right;
	size_t sure_wrong, guessed_right;
	bool left; /* by q or at the end of input */
	int64_t took_ns;
};

/* Ask all questions, answer each answer, and close with a recap. */
struct drill_score drill_play(const struct drill_round *r, const struct drill_player *p);

/* The round with its answers, as one JSON object. */
void drill_json(struct out *o, const struct drill_round *r);

/* The question kinds and misconceptions there are. */
void drill_list(struct out *o, struct style s);
void drill_list_json(struct out *o);

#endif
