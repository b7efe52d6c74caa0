/*
 * transfer_limit.h - facts of a transfer, and where its time went
 */
#ifndef CRUX_DRILL_QUESTIONS_TRANSFER_LIMIT_H
#define CRUX_DRILL_QUESTIONS_TRANSFER_LIMIT_H

#include "drill/question.h"

struct transfer_limit {
	const struct conn *conn;
	enum direction dir; /* of the data */
	const struct half *sender, *receiver;
	enum account account; /* the largest */
	int64_t whole_ns;     /* of the accounts that may be an answer */
	double goodput_bps;
};

/* The answer that names this account; empty for one that is no answer. */
struct str limit_option(enum account a);

/*
 * A wrong model that would blame this account: fills w and refutes it by the
 * account's share. False when it is right, or too large to be called wrong.
 */
bool limit_blame(const struct question *q, enum account a, struct wrong *w);

#endif
