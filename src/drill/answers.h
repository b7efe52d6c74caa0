/*
 * answers.h - lines typed by whoever plays
 */
#ifndef CRUX_DRILL_ANSWERS_H
#define CRUX_DRILL_ANSWERS_H

#include "base/base.h"

#define ANSWER_BYTES 64 /* an answer is a letter; what is longer is none */

struct answers {
	int fd;
	char buf[4096];
	size_t at, n;
	char line[ANSWER_BYTES];
};

void answers_init(struct answers *in, int fd);

/*
 * The next line without its end and the blanks around it; what is longer than
 * ANSWER_BYTES is cut. It stays until the next call. False at the end.
 */
bool answers_next(struct answers *in, struct str *ret_line);

#endif
