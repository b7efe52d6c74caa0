/*
 * progress.c - only after a while, and gone at the end
 */
#include "commands/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "report/report.h"

/* Shorter waits need no explanation; ten lines a second are as many as are read. */
#define PATIENCE_NS (NS_PER_S / 2)
#define BETWEEN_NS (NS_PER_S / 10)

/* The line must not wrap: what has wrapped cannot be taken away. */
#define PATH_COLUMNS 40

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

void
progress_start(struct progress *p)
{
	const char *term = getenv("TERM");

	*p = (struct progress){
		.possible = isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0,
		.started_ns = now_ns(),
	};
}

static void
show(const char *path, uint64_t done_bytes, uint64_t all_bytes)
{
	struct out o;

	out_init_memory(&o);
	out_puts(&o, "\r\033[Kreading ");
	text_put_cut(&o, str_from(path), PATH_COLUMNS);
	out_printf(&o, "  %.0f MB", (double)done_bytes / 1e6);
	if (all_bytes && done_bytes <= all_bytes)
		out_printf(&o, ", %.0f %%", 100.0 * (double)done_bytes / (double)all_bytes);
	fwrite(o.buf, 1, o.n, stderr);
	fflush(stderr);
	out_fini(&o);
}

void
progress_tell(void *ctx, const char *path, uint64_t done_bytes, uint64_t all_bytes)
{
	struct progress *p = ctx;
	int64_t now = p->possible ? now_ns() : 0;

	if (!p->possible || now - p->started_ns < PATIENCE_NS || now - p->last_ns < BETWEEN_NS)
		return;
	p->shown = true;
	p->last_ns = now;
	show(path, done_bytes, all_bytes);
}

void
progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
