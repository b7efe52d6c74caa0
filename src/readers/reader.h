/*
 * reader.h - what a reader of text is
 *
 * A text is split into sections (a paste has many, a plain file one). A section
 * is the output of one command, which may be known. detect.c asks each reader
 * how sure it is of a section and hands it to the surest.
 */
#ifndef CRUX_READERS_READER_H
#define CRUX_READERS_READER_H

#include "readers/readers.h"

/*
 * One line of a section, with its number in the input. What is no output (lines
 * of remarks, ellipses, colours, quote marks, code fences) is already gone.
 */
struct line {
	struct str text;
	uint32_t number;
	struct str remark; /* what somebody wrote behind it after "# "; empty: nothing */
};

struct section {
	uint32_t input;
	struct str path;       /* of the input, empty: unknown */
	struct str command;    /* the whole command line, empty: unknown */
	uint32_t command_line; /* where that stands, 0: unknown */
	struct str remark;     /* written behind the command after "# " */
	struct str host;       /* from the prompt, empty: unknown */
	int64_t time_ns;       /* when the command ran, TIME_NONE: unknown */
	int64_t slept_ns;      /* sleeps that stand before its output in the input */
	const struct line *lines;
	size_t n; /* 0: the command printed nothing */
};

struct reader {
	const char *kind;  /* as the contract's inputs[].kind has it */
	const char *words; /* for --formats */
	/*
	 * 0 not mine … 100 surely; sees the section's command and its lines. Also
	 * asked of single lines without a command, to find where one kind ends and
	 * the next begins; and of a command without a line of output.
	 */
	int (*probe)(const struct section *s);
	/* Takes all lines; what it cannot read goes to case_unread. */
	void (*read)(struct reading *r, const struct section *s);
	/* Asked of the whole text first, before it is cut up: source code. */
	bool whole;
};

/* A section read by its reader becomes rows of one sample; makes that sample. */
uint32_t section_sample(struct reading *r, const struct section *s, const char *kind);

/* Where a line stands. */
struct origin line_origin(const struct section *s, const struct line *l);

/* The words of a command line: section_runs(s, "ss") for "sudo ss -tan | wc -l". */
bool section_runs(const struct section *s, const char *program);
/* Whether the last stage of the pipeline is this: "wc -l". */
bool section_ends_with(const struct section *s, const char *last_stage);

#endif
