/*
 * applog.c - what applications wrote: refused, reset, timed out, no port, no file
 *
 *	2026-11-22T14:28:01 pool: connect to 198.51.100.7:5432 failed: [Errno 99]
 *	Cannot assign requested address
 *
 * Every logger has its own form, so a line is known by the words for an errno,
 * or by a time with a level. All lines of a log are read: what says nothing
 * that is known (a stack trace, a progress message) is passed over.
 */
#include "readers/log_text.h"
#include "readers/probe.h"

static const char *const levels[] = {
	"ERROR",       "WARN",	     "WARNING",	   "INFO",  "DEBUG",   "FATAL", "CRITICAL",
	"NOTICE",      "TRACE",	     "error",	   "warn",  "warning", "info",	"debug",
	"fatal",       "critical",   "notice",	   "trace", "Error",   "crit",	"Warning",
	"level=error", "level=warn", "level=info", "emerg", "alert",
};

static bool
is_level(struct str word)
{
	while (word.n && strchr("[(<\"|", *word.p))
		word = str_from_pos(word, 1);
	while (word.n && strchr("])>\":|,", word.p[word.n - 1]))
		word.n--;
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (str_eq(word, str_from(levels[i])))
			return true;
	return false;
}

#define LEVEL_WORDS 6 /* time zone, host, program, process, thread, then the level */

static bool
has_level(struct str message)
{
	struct str word;

	for (unsigned i = 0; i < LEVEL_WORDS && str_word(&message, &word); i++)
		if (is_level(word))
			return true;
	return false;
}

static void
take(struct reading *r, const struct section *s)
{
	struct log_rows rows;

	log_rows_init(&rows, r, s, "log");
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct log_head head;
		uint64_t count;

		if (!str_trim(l->text).n)
			continue;
		head = log_rows_head(&rows, l->text, &count);
		if (head.form != LOG_FORM_NONE || log_kind_of(head.message) != LOG_OTHER)
			log_rows_take(&rows, l, &head, count);
	}
}

/* A time in front: a log, unless somebody knows better. */
#define SOME_LOG 30

static int
line_score(struct str text)
{
	struct log_head head = log_head_parse(text);
	enum log_kind kind = log_kind_of(head.message);

	if (head.form != LOG_FORM_NONE && kind != LOG_OTHER)
		return 75;
	if (head.form != LOG_FORM_NONE && has_level(head.message))
		return 60;
	if (head.form != LOG_FORM_NONE)
		return SOME_LOG;
	return kind >= LOG_FILES && kind <= LOG_TIMEOUT ? 55 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_applog = {
	.kind = "log",
	.words = "application log: connections refused, reset, timed out, out of ports or files",
	.probe = probe,
	.read = take,
};
