/*
 * rule.h - what a rule is, and the words with which it speaks
 *
 * A rule is a room: one file under rules/, one constant, one line in rules.def.
 * It is a pure function of the case. It judges facts and never reads another
 * rule's finding: ranking, causes and ruling out are the judge's.
 */
#ifndef CRUX_DIAGNOSE_RULE_H
#define CRUX_DIAGNOSE_RULE_H

#include <math.h>

#include "diagnose/diagnose.h"
#include "diagnose/facts.h"

#define RULE_RIVALS_MAX 8

enum witness { /* kinds of evidence; a rule names those that can speak for it */
	       WITNESS_WIRE = 1,
	       WITNESS_SOCKETS = 2,
	       WITNESS_COUNTERS = 4,
	       WITNESS_PROCESS = 8,
	       WITNESS_LOG = 16,
	       WITNESS_CODE = 32,
};

/* What people suffer; decides between findings whose time is not known. */
enum harm_kind {
	HARM_SLOW,   /* it works, slowly */
	HARM_DENIED, /* connections are not made */
	HARM_BROKEN, /* connections are cut off */
	HARM_LEAK,   /* nothing yet, but it grows until the limit */
	HARM_HELD,   /* frightening, and under control */
};

struct rule {
	const char *id;	   /* the catalogue's; never renamed, never used again */
	const char *title; /* what is happening, in a clause without a capital */
	bool benign;
	/* rests that may be meant: the verdict only where nothing else is found */
	bool last_resort;
	enum harm_kind harm;
	unsigned witnesses; /* enum witness */
	/* findings that are only consequences, where this one is found */
	const char *explains[RULE_RIVALS_MAX];
	/* what brings this about without being the trouble: no incident apart from it */
	const char *behind[RULE_RIVALS_MAX];
	/* tempting wrong answers; each gets a reason in the report */
	const char *rivals[RULE_RIVALS_MAX];
	/*
	 * Leaves f->confidence at 0 when it is not there. May say why not, by
	 * finding_not with its own id: others quote it.
	 */
	void (*look)(const struct crux_case *cs, struct finding *f);
};

/* Of all flows that a rule looks at, the one it is surest of; begins as zeros. */
struct surest {
	struct flow w;
	double sure;
};
/* True when w is that one now: what else is known of it is to be kept. */
bool surest_takes(struct surest *s, const struct flow *w, double sure);
/* Give the finding its confidence; false where no flow has any. */
bool surest_tells(const struct surest *s, struct finding *f);

/* How sure, 0..1; the larger of calls stays. */
void finding_sure(struct finding *f, double confidence);
/* Evidence against: not more than this. Call after finding_sure. */
void finding_doubt(struct finding *f, double most);
/* The one sentence. */
void finding_say(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
void finding_normal(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
/* Evidence at a line, or at a packet of a view's connection (0: the whole). */
void finding_at(struct finding *f, struct origin at, const char *fmt, ...) PRINTF(3, 4);
void finding_seen(struct finding *f, const struct view *v, uint64_t packet, const char *fmt, ...)
	PRINTF(4, 5);
/*
 * Harm to the view's connection; of several views of one connection the first
 * counts. v NULL: harm told by text, estimated, one call for connections.
 */
void finding_harm(struct finding *f, const struct view *v, double seconds, uint64_t bytes);
void finding_harm_estimated(struct finding *f, double seconds, uint64_t connections,
			    uint64_t bytes);
/* Not that one, because. id is a catalogue id; the first reason stays. */
void finding_not(struct finding *f, const char *id, const char *fmt, ...) PRINTF(3, 4);
void finding_explains(struct finding *f, const char *id);
void finding_fix(struct finding *f, enum fix_scope scope, const char *fmt, ...) PRINTF(3, 4);
void finding_command(struct finding *f, const char *remark, const char *fmt, ...) PRINTF(3, 4);
void finding_risk(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
/* quantity NULL: words only; then NAN: the evidence does not tell. */
void finding_expect(struct finding *f, const char *quantity, double now, double then,
		    const char *fmt, ...) PRINTF(5, 6);
void finding_verify(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
void finding_settle(struct finding *f, const char *tells, const char *fmt, ...) PRINTF(3, 4);
void finding_refuse(struct finding *f, const char *fmt, ...) PRINTF(2, 3);

/* For texts: "2.5 Mbit/s", "148.2 ms", "9 MB", "41,827". On the finding's arena. */
const char *say(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
const char *say_rate(struct finding *f, double bits_per_s);
const char *say_time(struct finding *f, int64_t ns);
const char *say_bytes(struct finding *f, double bytes);
const char *say_percent(struct finding *f, double share); /* 0.034: "3.4 %" */
const char *say_count(struct finding *f, uint64_t n);
/* "1 connection", "1,247 connections" */
const char *say_things(struct finding *f, uint64_t n, const char *one, const char *many);
const char *say_endpoint(struct finding *f, const struct endpoint *e);
const char *say_addr(struct finding *f, const struct addr *a);

#endif
