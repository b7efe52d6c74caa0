/*
 * command.h - command lines as people type them
 *
 * A line is a list of pipelines, a pipeline a row of stages, a stage a program
 * with its words. All are views into the line; nothing is expanded.
 */
#ifndef CRUX_READERS_COMMAND_H
#define CRUX_READERS_COMMAND_H

#include "readers/reader.h"

struct stage {
	struct str words;   /* behind the program's name */
	struct str program; /* without path, and without sudo and its like */
	bool last;	    /* of its pipeline */
};

/* Cut the next stage off the front of *rest; false when none is left. */
bool command_stage(struct str *rest, struct stage *ret);

/* Cut the next word; quotes around a whole word go. */
bool command_word(struct str *rest, struct str *ret);

/* A program that one meets in terminal sessions about networks. */
bool program_is_known(struct str name);

/*
 * Whether a text can be a command: it starts with a known program and goes on
 * like arguments, not like a sentence.
 */
bool command_is_likely(struct str text);

/*
 * Whether all that it runs prints nothing about TCP: disks, processors, packages. What
 * stands below is no evidence, and is not missed.
 */
bool command_is_besides(struct str line);

/* Whether the command line runs more than one pipeline: "ss -s; nstat". */
bool command_is_list(struct str line);

/* The one state of "ss … state X", TCP_STATE_UNKNOWN where it names none or many. */
enum tcp_state command_state(struct str line);

/*
 * How long the command line rests: the sleeps in it, or what watch waits each time. 0
 * when it does not. Of "sleep 10; nstat", *ret_first is true: it rests before it prints.
 */
int64_t command_sleep_ns(struct str line, bool *ret_first);

/*
 * "ssh db1 'ss -s'", "kubectl exec api-1 -- sh -c 'ls /proc/1/fd | wc -l'": the command
 * that runs elsewhere or in another shell takes the place of the line, and *ret_host is
 * where, if that is told.
 */
void command_unwrap(struct str *line, struct str *ret_host);

/* Whether a stage has this one-letter option, alone or among others: l in -ltn. */
bool stage_has_flag(const struct stage *st, char letter);

#endif
