/*
 * log_text.h - lines of logs, the kernel's and the applications'
 */
#ifndef CRUX_READERS_LOG_TEXT_H
#define CRUX_READERS_LOG_TEXT_H

#include "readers/reader.h"

enum log_form {
	LOG_FORM_NONE,	 /* no time in front */
	LOG_FORM_UPTIME, /* "[  437.110000] ", "<4>[ 12.3] ", "[  +0.000012] " of dmesg */
	LOG_FORM_DMESG,	 /* "[Sun Nov 22 14:02:11 2026] " of dmesg -T */
	LOG_FORM_SYSLOG, /* "Nov 22 14:02:11 host program[pid]: ", also with an ISO date */
	LOG_FORM_APP,	 /* a date or a time of day of any other form */
};

/* What stands in front of a line's message. */
struct log_head {
	enum log_form form;
	int64_t time_ns;    /* TIME_NONE: none, or counted from an unknown boot */
	enum clock clock;   /* what that is */
	int64_t uptime_ns;  /* since the boot, TIME_NONE: not told */
	struct str program; /* of syslog: "kernel", "nginx"; else empty */
	struct str message; /* what is left */
	uint8_t month, day; /* of a date without a year, with CLOCK_DAY; else 0 */
};

struct log_head log_head_parse(struct str text);

/* What a message says, LOG_OTHER if nothing that is known. */
enum log_kind log_kind_of(struct str message);

/* Whether only a kernel says so: "Possible SYN flooding" … */
bool log_kind_is_kernel(enum log_kind kind);

/* The port that a message names: "on port 80", "198.51.100.7:5432"; 0 none. */
uint16_t log_port(struct str message);

/* Rows of one section. A flood of lines becomes repeats of the last alike. */
struct log_rows {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	bool counted;	 /* uniq -c: each line begins with how often */
	size_t kept;	 /* rows added */
	size_t last[16]; /* by kind: row + 1 in the case, 0 none */
	size_t newest;	 /* row + 1, of any kind */
};

void log_rows_init(struct log_rows *rows, struct reading *r, const struct section *s,
		   const char *kind);

/* The head of a line, where uniq -c stood in the command its number taken off. */
struct log_head log_rows_head(const struct log_rows *rows, struct str text, uint64_t *ret_count);

/* Take a line: it becomes a row, or is counted into one, or is not worth it. */
void log_rows_take(struct log_rows *rows, const struct line *l, const struct log_head *head,
		   uint64_t count);

#endif
