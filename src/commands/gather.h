/*
 * gather.h - evidence named on a command line, read into a case
 */
#ifndef CRUX_COMMANDS_GATHER_H
#define CRUX_COMMANDS_GATHER_H

#include "commands/arguments.h"
#include "commands/output.h"
#include "commands/progress.h"
#include "readers/readers.h"
#include "report/report.h"

/* A case with all that its reading needs. */
struct gathering {
	struct arena arena, scratch;
	struct crux_case cs;
	struct reading reading;
	struct progress progress;
};

void gather_init(struct gathering *g, const struct arguments *args,
		 const struct tracker_options *opt);
void gather_fini(struct gathering *g);
/* Read and close them. False when nothing of them could be read. */
bool gather_read(struct gathering *g, struct sources *s);
/* Line up what was read. Then complain on standard error about what was not. */
void gather_finish(struct gathering *g);

/* Complain of the inputs from first on; say which of them hold no packets. */
void gather_complain(struct gathering *g, size_t first);
void gather_say_no_packets(const struct gathering *g, size_t first);

/*
 * What a command reads: its operands, or standard input when there are none
 * and it is no terminal. False, with words on standard error, when that leaves
 * nothing.
 */
MUST_USE bool gather_paths(const struct arguments *args, const char *const **ret_paths,
			   size_t *ret_n);

/*
 * The output that the options ask for, which must not be one of the paths.
 * EXIT_JUDGED, or the status to leave with, words having been said.
 */
MUST_USE int gather_output(const struct arguments *args, const char *const *paths, size_t n,
			   struct output *ret);

/*
 * Open what the paths stand for, one element of ret_sources each, and then lock the
 * process: from here on it can open nothing more. EXIT_JUDGED; else words have been
 * said, o is abandoned, and it is the status to leave with.
 */
MUST_USE int gather_open(const struct arguments *args, const char *const *paths, size_t n,
			 struct output *o, struct sources **ret_sources);

/* How text is to look, by the options --color and --width. */
struct style gather_style(const struct arguments *args, const struct output *o);

/*
 * One argument after the other, each a case of its own: what commands do that
 * list packets and connections. look gets the case of one path that holds packets,
 * as it was read: nothing is lined up in it. It may print to o. The tracker's calls get the listing too.
 * Returns the exit status of the command.
 */
struct listing {
	const struct arguments *args;
	struct output o;
	char apart[APART_BYTES]; /* from what others read while one prints */
	struct style style;
	bool to_terminal;
	struct gathering *g; /* of the path that is read now */
	void *ctx;	     /* the command's own */
};
int gather_each(const struct arguments *args, const struct tracker_options *opt,
		void (*look)(struct listing *l), void *ctx);

/* What --threads asks for, and the machine has. */
enum reading_ahead gather_threads(const struct arguments *args);

/* To call before printing while reading: it would run into the progress line. */
void gather_prints(struct listing *l);

/* The catalogue has no such id: words on standard error, and EXIT_USAGE. */
int gather_unknown_id(const char *id);

/* Close o; the exit status of a command that otherwise ends with status. */
int gather_end(struct output *o, int status);

#endif
