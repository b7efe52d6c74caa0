/*
 * softnet.c - /proc/net/softnet_stat: packets between card and kernel, by processor
 *
 *	0001b535 00000000 00000000 00000000 …
 *
 * Columns have no names; net/core/net-procfs.c, softnet_seq_show: the first three and
 * the tenth and eleventh have kept their places since Linux 2.6. Their sums over all
 * processors are SoftnetProcessed, SoftnetDropped (the backlog, net.core.
 * netdev_max_backlog, was full), SoftnetTimeSqueezed (the poll's budget ended first),
 * SoftnetReceivedRps and SoftnetFlowLimit.
 */
#include "readers/probe.h"
#include "readers/rows.h"

#define COLUMNS_MAX 16

static const struct {
	size_t column;
	const char *name;
} named[] = {
	{ 0, "SoftnetProcessed" },   { 1, "SoftnetDropped" },	 { 2, "SoftnetTimeSqueezed" },
	{ 9, "SoftnetReceivedRps" }, { 10, "SoftnetFlowLimit" },
};

struct softnet {
	uint64_t sums[COLUMNS_MAX];
	size_t columns, processors;
};

/* Eight digits of hexadecimal each, nine columns at least (Linux 2.6). */
static size_t
row_parse(struct str text, uint64_t values[COLUMNS_MAX])
{
	struct str word;
	size_t n = 0;

	while (str_word(&text, &word) && n < COLUMNS_MAX)
		if (word.n != 8 || !str_to_hex64(word, &values[n++]))
			return 0;
	return n >= 9 ? n : 0;
}

static void
flush(struct rows *t)
{
	struct softnet *p = t->own;

	if (!p->processors)
		return;
	rows_again(t);
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (named[i].column < p->columns)
			rows_counter(t, str_from(named[i].name), STR(""), p->sums[named[i].column]);
	*p = (struct softnet){ 0 };
}

/* From the 13th column on stands the processor's number: it begins again when asked again. */
#define COLUMN_PROCESSOR 12

static bool
take_line(struct rows *t, struct str text)
{
	struct softnet *p = t->own;
	uint64_t values[COLUMNS_MAX];
	size_t n = row_parse(text, values);

	if (!n)
		return false;
	if (p->processors && n > COLUMN_PROCESSOR && !values[COLUMN_PROCESSOR])
		flush(t);
	for (size_t i = 0; i < n; i++)
		p->sums[i] += values[i];
	p->columns = n;
	p->processors++;
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct softnet p = { 0 };

	rows_read(r, s, "softnet", take_line, flush, &p);
}

static int
line_score(struct str text)
{
	uint64_t values[COLUMNS_MAX];

	/* /proc/net/stat/nf_conntrack looks alike but for its header */
	return row_parse(str_trim(text), values) ? 55 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return sure && (str_has(s->command, STR("softnet")) || str_has(s->path, STR("softnet")))
		       ? 95
		       : sure;
}

const struct reader reader_softnet = {
	.kind = "softnet",
	.words = "packets by processor, /proc/net/softnet_stat",
	.probe = probe,
	.read = take,
};
