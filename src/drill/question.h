/*
 * question.h - what a question kind and a misconception are
 *
 * Each is a room: one file, one constant, one line in questions.def or
 * misconceptions.def. A kind leaves facts for the models that answer it wrongly;
 * their struct stands in a header beside the kind.
 */
#ifndef CRUX_DRILL_QUESTION_H
#define CRUX_DRILL_QUESTION_H

#include "drill/drill.h"
#include "drill/packets.h"

#define OPTIONS_MAX 4
#define OPTIONS_MIN 3 /* with fewer it is a coin */
#define MODELS_MAX 3

/* A line of evidence as it is shown. */
struct shown {
	struct str number; /* of the line or packet; empty: none */
	struct str text;
};

/* What a wrong model says, and what is to be said to who believes it. */
struct wrong {
	struct str key;	    /* the bare answer, to compare; empty: the option's words */
	struct str option;  /* as offered */
	struct str tempts;  /* "the first data byte never carries the SYN's number" */
	struct str refutes; /* what in this evidence speaks against it */
};

struct misconception;

struct option_offered {
	struct str text;
	const struct misconception *model; /* NULL: this is the right one */
	struct str tempts, refutes;
};

struct question {
	const struct question_kind *kind;
	struct arena *arena;
	const struct crux_case *cs;
	const struct drill_packets *packets; /* never NULL */
	const void *facts;		     /* the kind's own struct */
	struct str source;		     /* "server.pcap" */
	VEC(struct shown) shown;
	struct str prompt, hint;
	struct str right, right_key, because;
	struct option_offered options[OPTIONS_MAX];
	size_t options_n, right_at;
};

struct question_kind {
	const char *id;	   /* "first-byte" */
	const char *title; /* for the recap: "sequence numbers" */
	const char *needs; /* evidence, for --list */
	const char *read;  /* what to read again */
	unsigned seconds;  /* that an experienced engineer takes */
	/* Fill shown, prompt, hint, right, because, facts; false: does not fit. */
	bool (*ask)(struct question *q);
};

/* How one kind of question is answered by this misconception. */
struct model {
	const char *kind;
	/* False where the model has no answer, or happens to be right. */
	bool (*answer)(const struct question *q, struct wrong *w);
};

struct misconception {
	const char *id;
	const char *belief; /* "an ACK number counts the bytes received" */
	const char *rule;   /* what is true, without numbers of a trace */
	struct model models[MODELS_MAX];
};

/* The tables. */
size_t question_kind_count(void);
const struct question_kind *question_kind_at(size_t i);
const struct question_kind *question_kind_find(const char *id);
size_t misconception_count(void);
const struct misconception *misconception_at(size_t i);
/* How this misconception answers that kind, NULL if it has no view of it. */
const struct model *misconception_model(const struct misconception *m, const char *kind);

/*
 * Ask a kind about a case and add the wrong options, shuffled by seed. NULL when
 * the kind does not fit, or fewer than OPTIONS_MIN different answers were found.
 */
struct question *question_build(struct arena *a, const struct question_kind *kind,
				const struct crux_case *cs, const struct drill_packets *packets,
				uint64_t seed);

/* For ask: the words. */
struct str tell(const struct question *q, const char *fmt, ...) PRINTF(2, 3);
struct str tell_count(const struct question *q, uint64_t n);		    /* "41,827" */
struct str tell_time(const struct question *q, int64_t ns);		    /* "148.2 ms" */
struct str tell_rate(const struct question *q, double bps);		    /* "860 kbit/s" */
struct str tell_bytes(const struct question *q, uint64_t bytes);	    /* "9.0 MB" */
struct str tell_share(const struct question *q, double part, double whole); /* "3.4 %" */

/* For ask: the evidence, in the order in which it is to be read. */
void show(struct question *q, const char *number, struct str text);
/* Where the ends are: "C = 10.0.0.5:51514   S = 10.0.0.9:6379". */
void show_ends(struct question *q, const struct conn *c);
void show_packet(struct question *q, const struct judged *j);
/* "… 12 packets …" */
void show_gap(struct question *q, uint64_t packets);
/*
 * A line of a text input; of a wide one only the words that begin so, where
 * "send " is the whole word and takes the next one with it. NULL: all.
 */
void show_line(struct question *q, struct origin at, const char *const *words);
/* Lines of one input, each once, in order; all of a short text. */
void show_lines(struct question *q, struct origin *at, size_t n);
/* The text of a line, empty when the input is no text. */
struct str line_text(const struct crux_case *cs, struct origin at);

/* Where the question's evidence comes from: the name of an input. */
void question_source(struct question *q, uint32_t input);

#endif
