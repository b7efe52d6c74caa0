/*
 * layout.h - a question and the answer to an answer, on 80 columns
 */
#ifndef CRUX_DRILL_LAYOUT_H
#define CRUX_DRILL_LAYOUT_H

#include "drill/question.h"

/* Heading, evidence, prompt and options. place: from 1, of r's questions. */
void layout_question(struct out *o, const struct drill_round *r, size_t place, struct style s);

/* What is said to who chose option at: what tempts, what refutes, the rule. */
void layout_answer(struct out *o, const struct question *q, size_t at, struct style s);

/* One line in thought: "hint: …". */
void layout_hint(struct out *o, const struct question *q, struct style s);

/* 'a' for the first option. */
char option_letter(size_t at);

/* "about 2 min", "14 min": what is left of half a minute counts as one. */
unsigned whole_minutes(unsigned seconds);

#endif
