/*
 * code.h - source code as a witness: handles, paths, exits
 *
 * A text is parsed, each function becomes a flow of steps, and each handle (a
 * socket, a connection, a response body) is followed along every path from where
 * it is made, or from where its end is seen, to where the path leaves. Nothing
 * here knows a case: what comes in is text, what goes out are findings by line.
 */
#ifndef CRUX_CODE_CODE_H
#define CRUX_CODE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

#define CODE_PATH_MAX 12
/* Below it a finding is advice: true of the code, and seldom what is wrong. */
#define CODE_SURE 0.5

/* One step on the way to the fault. */
struct code_step {
	uint32_t line; /* from 1 */
	struct str text;
};

struct code_finding {
	const char *id; /* the catalogue's */
	uint32_t line;	/* the one to change */
	uint32_t end_line;
	struct str function; /* empty: outside of all */
	struct str handle;   /* as the source names it, may be empty */
	struct str message;  /* a sentence without a full stop */
	struct str fix;	     /* what to change, a sentence with its full stop */
	double confidence;   /* 0..1 */
	struct code_step path[CODE_PATH_MAX];
	size_t steps;
	/* certain: this line goes in after insert_after; empty: no such line is certain */
	struct str insert;
	uint32_t insert_after;
	bool suppressed; /* a comment in the source says so */
};

struct code_problem {
	uint32_t line; /* 0: none */
	const char *message;
};

struct code_report {
	VEC(struct code_finding) findings; /* by line */
	VEC(struct code_problem) problems;
	uint32_t lines, functions;
	uint64_t searches; /* of a long text for a word, each asked once */
};

/* Whether this build reads source code at all. */
bool code_is_built_in(void);
/* Whether it reads this language: "c", "cpp", "go", "python" … */
bool code_knows(const char *language);
/*
 * The language of a file name by its extension, NULL unknown. What a header says is C
 * may be C++: code_look() asks the text.
 */
const char *code_language_of(struct str name);

/*
 * Judge one text. Any bytes will do; what does not parse is judged as far as it
 * does. Bounded in time and memory by the text's length. What is returned lives in
 * a and points into text.
 */
struct code_report *code_look(struct arena *a, const char *language, struct str text);

#endif
