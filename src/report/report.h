/*
 * report.h - how things are said: terminal text, JSON, Markdown
 *
 * Nothing is computed here. Writers take what was decided and an out. Whatever
 * comes from evidence is made safe on its way: control characters and broken
 * UTF-8 become U+FFFD, so that no capture can write to somebody's terminal.
 */
#ifndef CRUX_REPORT_REPORT_H
#define CRUX_REPORT_REPORT_H

#include "base/base.h"
#include "case/case.h"
#include "diagnose/diagnose.h"
#include "predict/predict.h"
#include "tcp/tcp.h"

#define WIDTH_MIN 60
#define WIDTH_DEFAULT 80
#define WIDTH_MAX 200

struct style {
	unsigned width; /* columns, WIDTH_MIN to WIDTH_MAX */
	bool colour;
};

enum colour_wish { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/*
 * What the file behind fd can show. width 0: the terminal's up to 120, 80 where
 * there is none. Colour by itself only on a terminal that is not dumb, and
 * without NO_COLOR.
 */
struct style style_of(int fd, enum colour_wish wish, unsigned width);

/* What a stretch of text is, which colour may underline. */
enum tone {
	TONE_PLAIN,
	TONE_VERDICT, /* bold */
	TONE_PLACE,   /* where evidence stands: cyan */
	TONE_WARNING, /* yellow */
	TONE_HARM,    /* red: a loss of time or data, nothing else */
	TONE_ASIDE,   /* faint */
};
void tone_on(struct out *o, struct style s, enum tone t);
void tone_off(struct out *o, struct style s, enum tone t);

/* The whole diagnosis. */
void report_text(struct out *o, const struct diagnosis *d, struct style s);
/* w: NULL, or one answer more. */
void report_json(struct out *o, const struct diagnosis *d, const struct why_not *w);
void report_why_not_text(struct out *o, const struct why_not *w, const struct diagnosis *d,
			 struct style s);
void report_markdown(struct out *o, const struct diagnosis *d);

/*
 * Connections of one input as lines of JSON; input is the path as it was given.
 * On a, which outlives the lines.
 */
struct flow_lines;
struct flow_lines *flow_lines_new(struct arena *a, struct out *o, const char *input);
void flow_lines_row(struct flow_lines *l, const struct conn *c);

/*
 * A line in two steps, the first of which needs neither its number nor its input: several
 * threads may note what is in it, each for parts of its own (tcp.h, note and print), for
 * one to make the line of. Notes of a part are printed in the order that they were taken
 * in, each once, also where they are of several inputs. On a, which flow_notes_print uses.
 */
struct flow_notes;
struct flow_notes *flow_notes_new(struct arena *a);
void flow_notes_take(struct flow_notes *n, unsigned part, const struct conn *c, struct out *to);
void flow_notes_print(struct flow_notes *n, unsigned part, struct flow_lines *l, uint32_t number,
		      struct str noted);

/*
 * Connections of one input as a table. The first few hundred decide its columns;
 * later ones are printed as they come, so that memory does not follow their
 * number. They are copied, and sorted by their numbers unless they come in an
 * order of their own. On a, which outlives the table.
 */
struct flow_table;
struct flow_table *flow_table_new(struct arena *a, struct out *o, struct style s, const char *input,
				  bool has_order);
void flow_table_row(struct flow_table *t, const struct conn *c);
/* all: in the input, which may be more than had a row. */
void flow_table_end(struct flow_table *t, uint64_t all);

/* One judged segment as one line of JSON. */
void report_segment_json(struct out *o, const char *input, const struct judged *j);

/*
 * Judged segments as a table. The first few hundred decide its columns; later
 * ones are printed as they come. On a, which outlives the table.
 */
struct segment_table;
struct segment_table *segment_table_new(struct arena *a, struct out *o, struct style s,
					int64_t first_ns);
void segment_table_row(struct segment_table *t, const struct judged *j);
void segment_table_end(struct segment_table *t);

/* What two captures of the same connections tell together. */
void report_pair_text(struct out *o, const struct pair_summary *p, struct style s);

/* What comes next, as text and as one line of JSON. */
void report_prediction_text(struct out *o, const char *input, const struct prediction *p,
			    struct style s);
void report_prediction_json(struct out *o, const char *input, const struct prediction *p);
/* The states of both ends and their next step; numbered: of which connection. */
void report_ends(struct out *o, const struct prediction *p, bool numbered, struct style s);

/* What a path is called in a sentence: "-" is "standard input". */
struct str input_name_words(const char *path);
/* What was read, input by input. */
void report_inputs_text(struct out *o, const struct crux_case *cs, bool unread, struct style s);
void report_inputs_json(struct out *o, const struct crux_case *cs);
/* The kinds of evidence that are understood. */
struct kind_words {
	const char *kind, *words;
};
void report_kinds_text(struct out *o, const struct kind_words *kinds, size_t n, struct style s);

/* Findings in source code, in the order in which they are printed. */
struct lint_row {
	const char *path;
	const struct code_input *in;
	const struct code_finding *found;
	char print[17]; /* a fingerprint that outlives lines that move */
};
/* As compilers do: "file:line: warning: …", its path as notes, a fix as a diff. */
void report_lint_text(struct out *o, const struct lint_row *v, size_t n, struct style s);
void report_lint_json(struct out *o, const struct crux_case *cs, const struct lint_row *v,
		      size_t n);
/* SARIF 2.1.0, for code hosts. */
void report_lint_sarif(struct out *o, const struct lint_row *v, size_t n, const char *version);

/* The catalogue: its list, one entry, the whole as a document; only NULL: all. */
void report_catalogue_text(struct out *o, struct style s);
void report_entry_text(struct out *o, const struct catalogue_entry *e, struct style s);
void report_catalogue_markdown(struct out *o);
void report_catalogue_json(struct out *o, const struct catalogue_entry *only);

/* Text as a terminal shows it: columns, with wide and combining letters. */
unsigned text_columns(struct str s);
/* Made safe: see above. A line end is a control character too. */
void text_put(struct out *o, struct str s);
/* The same, at most columns wide, "…" at the end where it was cut. */
void text_put_cut(struct out *o, struct str s, unsigned columns);
/* The same, filled up with blanks to columns. */
void text_put_left(struct out *o, struct str s, unsigned columns);
void text_put_right(struct out *o, struct str s, unsigned columns);

/*
 * Words wrapped to the width: the first line starts at column, where o already
 * stands, later ones at indent. A number keeps its unit. Ends without a line
 * end. Returns the column that it reached.
 */
unsigned wrap_text(struct out *o, struct str text, unsigned column, unsigned indent,
		   unsigned width);
unsigned wrap_toned(struct out *o, struct style s, enum tone t, struct str text, unsigned column,
		    unsigned indent);

/* JSON: one writer for all commands; commas and escapes are its business. */
#define JSON_DEPTH_MAX 32

struct json {
	struct out *o;
	unsigned depth;
	bool comma[JSON_DEPTH_MAX];
	bool key; /* a key was just written */
};
void json_init(struct json *j, struct out *o);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j, char close);	/* '}' or ']' */
void json_key(struct json *j, const char *key); /* in letters that need no escape */
void json_str(struct json *j, struct str s);	/* invalid UTF-8 becomes U+FFFD */
void json_cstr(struct json *j, const char *s);	/* NULL becomes null */
void json_u64(struct json *j, uint64_t v);
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_double(struct json *j, double v);    /* NAN and infinity become null */
void json_seconds(struct json *j, int64_t ns); /* TIME_NONE becomes null */

#endif
