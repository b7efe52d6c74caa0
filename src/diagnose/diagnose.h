/*
 * diagnose.h - from a case to a verdict
 *
 * Every rule looks at the case; the judge ranks what they found by harm, lets
 * findings explain one another, and rules out the tempting wrong ones by name.
 */
#ifndef CRUX_DIAGNOSE_DIAGNOSE_H
#define CRUX_DIAGNOSE_DIAGNOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "case/case.h"

struct rule;
struct catalogue_entry;

enum fix_scope {
	SCOPE_NONE,
	SCOPE_SOCKET,
	SCOPE_PROCESS,
	SCOPE_HOST,
	SCOPE_ROUTE,
	SCOPE_NETWORK,
	SCOPE_CODE
};
const char *fix_scope_name(enum fix_scope s);

struct evidence {
	struct origin at;
	uint32_t connection; /* number in its input, 0 none */
	struct str text;
};

struct ruled_out {
	const char *id;
	struct str because;
	bool unseen; /* no sign of it anywhere; because says what they would be */
};

struct fix_command {
	struct str command;
	struct str remark; /* "this socket only"; may be empty */
};

struct fix {
	struct str action; /* one sentence */
	enum fix_scope scope;
	VEC(struct fix_command) commands; /* narrowest scope first */
	struct str risk;		  /* what can go wrong, may be empty */
};

struct expectation {
	struct str text;
	const char *quantity; /* "goodput_bps", "p95_answer_seconds" … NULL: no number */
	double now, then;     /* NAN: not known */
};

struct harm {
	double seconds; /* that would be saved */
	uint64_t connections;
	uint64_t bytes;
	bool estimated; /* not from the ledger */
};

/* What one rule found. Texts live in the case's arena. */
struct finding {
	const struct rule *rule;
	const char *id, *title;
	const struct crux_case *cs;
	struct arena *arena;
	double confidence; /* 0: not found */
	bool benign;
	struct harm harm;
	struct str summary; /* the first sentence of a report, with the figures */
	struct str normal;  /* a benign one in a line: "41 x TIME-WAIT drain by themselves" */
	VEC(struct evidence) evidence;
	VEC(struct ruled_out) rules_out;
	VEC(const char *) explains;
	struct fix fix;
	struct expectation expect;
	VEC(struct str) verify;
	VEC(struct fix_command) settle; /* what would settle it: command, what it tells */
	VEC(struct str) refused;	/* old wives' tales that the evidence tempts to */
	const struct finding *cause;	/* set by the judge: explained by it */
	VEC(uint32_t) incidents;	/* connections already counted in harm */
};

/* The connections that the verdict hurts, where they have something in common. */
struct group {
	const char *kind;   /* "service", "server", "client", "client network" */
	struct str name;    /* "192.0.2.5:443", "198.51.100.0/24" */
	uint64_t hurt, all; /* connections in the group */
	uint64_t others_hurt, others_all;
	struct str words; /* the sentence */
};

/* Two witnesses that cannot both be right about the same thing. */
struct contradiction {
	struct origin at, against;
	struct str words;
};

struct diagnosis {
	const struct crux_case *cs;
	/* all with confidence above 0; the verdict first unless it is healthy */
	VEC(const struct finding *) findings;
	const struct finding *verdict;	 /* never NULL: the healthy finding at least */
	bool suspicion;			 /* the verdict is below 0.5 */
	const struct finding *second;	 /* an independent second incident, or NULL */
	VEC(const struct finding *) all; /* of every rule, found or not */
	struct group suffers;		 /* words empty: no group stands out */
	VEC(struct contradiction) contradictions;
	/* The one command whose output would part what is still open; empty: none would. */
	struct fix_command decides;
	/* the time of all connections by account, each connection once */
	int64_t ledger_ns[ACCOUNT_COUNT];
};

/* All that is made lives in a. */
struct diagnosis *diagnose(struct arena *a, const struct crux_case *cs);

/* What was looked for, for one id, in this case. */
struct why_not {
	const struct catalogue_entry *entry;
	const struct finding *finding; /* NULL: no rule judges it */
	unsigned there, missing;       /* enum witness: that can tell it, by what the case has */
	VEC(struct str) reasons;       /* why it is not, or not first */
};
/* e is one of the catalogue's; on a. */
struct why_not *why_not(struct arena *a, const struct diagnosis *d,
			const struct catalogue_entry *e);
/* "packets", "sockets" … of one enum witness. */
const char *witness_name(unsigned witness);

/* One row of the catalogue: what may be named, in its own words. */
struct catalogue_entry {
	const char *id;
	const char *section;
	const char *what;	   /* is happening */
	const char *told_by;	   /* letters: W packets, S ss, C counters, P ps, K log, X code */
	const char *confused_with; /* may be empty */
	const char *fix;	   /* may be empty: nothing to do */
	const char *references;	   /* parted by "; " */
};
size_t catalogue_count(void);
const struct catalogue_entry *catalogue_at(size_t i);
/* NULL when id is not in it. */
const struct catalogue_entry *catalogue_find(const char *id);
/* The one whose id is nearest to word, NULL when none is near. */
const struct catalogue_entry *catalogue_nearest(struct str word);

/* The table of rules, for listings and tests. */
size_t rule_count(void);
const char *rule_id(size_t i);
const char *rule_title(size_t i);

#endif
