/*
 * err.c - error texts, cut at their room and never overrun
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	e->code = code;
	return false;
}

bool
err_in(struct err *e, const char *fmt, ...)
{
	char old[sizeof e->text];
	va_list ap;
	int n;

	memcpy(old, e->text, sizeof old);
	va_start(ap, fmt);
	n = vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n + 3 < sizeof e->text) {
		memcpy(e->text + n, ": ", 2);
		memcpy(e->text + n + 2, old, sizeof e->text - (size_t)n - 2);
		e->text[sizeof e->text - 1] = 0;
	}
	return false;
}

bool
err_errno(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof e->text)
		snprintf(e->text + n, sizeof e->text - (size_t)n, ": %s", strerror(saved));
	e->code = ERR_SYSTEM;
	return false;
}
