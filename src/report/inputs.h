/*
 * inputs.h - what was read, in words
 */
#ifndef CRUX_REPORT_INPUTS_H
#define CRUX_REPORT_INPUTS_H

#include "report/report.h"

/* "ss, 1 socket, 3 lines, all read", without the path and without a full stop. */
void input_words(struct out *o, const struct crux_case *cs, const struct case_input *in);

/* "of the server 10.0.0.5", nothing when nothing is known of it. False then. */
bool whose_words(struct out *o, const struct case_input *in);

/* "slow.txt:3", "client.pcap#18"; of standard input "line 3", "packet 18". */
void place_words(struct out *o, const struct crux_case *cs, struct origin at);

/* Something in it needs a word of its own: a problem, or lines not read. */
bool input_has_trouble(const struct case_input *in);

/* "1 packet", "12,384 sockets". */
void count_words(struct out *o, uint64_t n, const char *one, const char *many);
/* "12,384" */
void count_text(struct out *o, uint64_t n);
/* "9.1 MB" */
void bytes_text(struct out *o, uint64_t bytes);
/* The same where p stands (put.h). */
#define BYTES_TEXT_MAX (PUT_FIXED_MAX + 4)
char *bytes_put(char *p, uint64_t bytes);

/* A finding that is wrong nine times out of ten is for the JSON, not for people. */
#define ALSO_SURE 0.1

/* What part of the time went to an account. */
struct share {
	enum account account;
	double of_all;
};
/* Those of at least so much, the largest first. Returns how many. */
size_t shares_of_time(const struct diagnosis *d, double at_least, struct share ret[ACCOUNT_COUNT]);

#endif
