/*
 * top.c - processes as top -b shows them
 *
 * A block of lines about the whole machine, then a table like that of ps. Each
 * block is another moment.
 */
#include "readers/again.h"
#include "readers/probe.h"
#include "readers/process_table.h"

/* The first line of each block says when; that of busybox does not. */
static bool
is_banner(struct str text)
{
	return (str_starts(text, STR("top - ")) && str_has(text, STR("load average"))) ||
	       (str_starts(text, STR("Mem: ")) && str_has(text, STR("K used, ")) &&
		str_has(text, STR("K free, ")));
}

static const char *const heads[] = {
	"Tasks:",     "Threads:",  "%Cpu",	 "Cpu(s):",	"KiB Mem",	 "MiB Mem",
	"GiB Mem",    "KiB Swap",  "MiB Swap",	 "GiB Swap",	"Mem:",		 "Swap:",
	"Processes:", "Load Avg:", "CPU usage:", "SharedLibs:", "MemRegions:",	 "PhysMem:",
	"VM:",	      "Networks:", "Disks:",	 "CPU: ",	"Load average:",
};

static bool
is_head(struct str text)
{
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (str_starts(text, str_from(heads[i])))
			return true;
	return false;
}

/* "top - 14:02:11 up 12 days" */
static void
take_time(struct reading *r, uint32_t sample, struct str text)
{
	struct sample *at = &r->cs->samples.v[sample];
	struct str word;

	if (str_take(&text, STR("top - ")) && at->time_ns == TIME_NONE && str_word(&text, &word))
		clock_parse(word, &at->time_ns);
}

struct table {
	struct reading *r;
	const struct section *s;
	struct process_columns columns;
	uint32_t sample;
	bool begun;
	unsigned heads; /* lines since the banner */
};

static bool
take_banner(struct table *t, const struct line *l, struct str text)
{
	if (!is_banner(text))
		return false;
	if (t->begun)
		t->sample = sample_again(t->r, t->s, l, "top");
	t->begun = true;
	t->heads = 0;
	take_time(t->r, t->sample, text);
	return true;
}

/* Below the banner, in whatever language: "Tâches: 141 total", "%CPU(s):", "MiB Spch:" */
#define HEADS_MAX 6
static bool
take_head(struct table *t, struct str text)
{
	if (is_head(text))
		return true;
	return t->begun && t->heads++ < HEADS_MAX && str_index(text, ':') != SIZE_MAX &&
	       str_has(text, STR(","));
}

static bool
take_row(struct table *t, const struct line *l)
{
	struct process row, *p;

	if (!process_row(&t->columns, l->text, &row))
		return false;
	p = vec_add(t->r->cs->arena, &t->r->cs->processes);
	*p = row;
	p->at = line_origin(t->s, l);
	p->sample = t->sample;
	p->remark = l->remark;
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .sample = section_sample(r, s, "top") };

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (!text.n || take_banner(&t, l, text) || process_header(text, &t.columns) ||
		    take_row(&t, l) || take_head(&t, text))
			continue;
		case_unread(r->cs, s->input, l->number, l->text);
	}
}

static int
line_score(struct str text)
{
	text = str_trim(text);
	if (is_banner(text))
		return 97; /* free has a line "Mem:", too */
	/* ps has no columns PR, NI and SHR beside each other */
	if ((str_starts(text, STR("PID")) || str_has(text, STR("%CPU"))) &&
	    (str_has(text, STR(" VIRT ")) || str_has(text, STR(" %VSZ ")) ||
	     str_has(text, STR(" %RSS "))))
		return 94;
	return is_head(text) ? 60 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_top = {
	.kind = "top",
	.words = "processes, top -b, also busybox's",
	.probe = probe,
	.read = take,
};
