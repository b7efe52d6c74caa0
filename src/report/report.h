/*
 * report.h - how things are said: terminal text, JSON, Markdown
 *
 * Nothing is computed here. Writers take what was decided and an out.
 */
#ifndef CRUX_REPORT_REPORT_H
#define CRUX_REPORT_REPORT_H

#include "base/base.h"
#include "case/case.h"
#include "diagnose/diagnose.h"
#include "tcp/tcp.h"

struct style {
	unsigned width; /* columns, 60 to 200 */
	bool colour;
};

/* What standard output can do: width and colour (NO_COLOR, TERM, tty). */
struct style style_of_terminal(int fd);

void report_text(struct out *o, const struct diagnosis *d, struct style s);
void report_json(struct out *o, const struct diagnosis *d);
void report_markdown(struct out *o, const struct diagnosis *d);

/* JSON: one writer for all commands; commas and escapes are its business. */
struct json {
	struct out *o;
	unsigned depth;
	bool comma[32];
	bool key; /* a key was just written */
};
void json_init(struct json *j, struct out *o);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j, char close); /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_str(struct json *j, struct str s); /* invalid UTF-8 becomes U+FFFD */
void json_cstr(struct json *j, const char *s);
void json_u64(struct json *j, uint64_t v);
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_double(struct json *j, double v);    /* NAN becomes null */
void json_seconds(struct json *j, int64_t ns); /* TIME_NONE becomes null */

/* Words wrapped to the width, the first line at column, later ones at indent. */
void wrap_text(struct out *o, struct str text, unsigned column, unsigned indent, unsigned width);

#endif
