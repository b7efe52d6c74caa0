/*
 * free.c - the memory of a host: free, and /proc/meminfo
 *
 *	               total        used        free      shared  buff/cache   available
 *	Mem:        16337668     2345678     9876543       12345     4115447    13637668
 *
 * becomes the counters MemTotalBytes, MemAvailableBytes … They are no counters
 * of the kernel, but numbers of a host at a time all the same.
 */
#include "readers/again.h"
#include "readers/command.h"
#include "readers/counters.h"
#include "readers/probe.h"
#include "readers/units.h"

/* --- free --- */

#define COLUMNS_MAX 8

static const struct {
	struct str word, name;
} columns[] = {
	{ { "total", 5 }, { "TotalBytes", 10 } },
	{ { "used", 4 }, { "UsedBytes", 9 } },
	{ { "free", 4 }, { "FreeBytes", 9 } },
	{ { "available", 9 }, { "AvailableBytes", 14 } },
};

/* The same in other languages, as procps translates it. */
static const struct {
	size_t column;
	const char *words;
} translated[] = {
	{ 0, "gesamt totalt" },
	{ 1, "benutzt utilisé usado usada utilizată använt" },
	{ 2, "frei libre livre liberă fritt" },
	{ 3, "verfügbar disponible disponível disponibilă tillgängl." },
};

struct header {
	size_t column[COLUMNS_MAX]; /* index into columns, COUNT_OF(columns): not kept */
	size_t n;
};

static size_t
column_of(struct str word)
{
	size_t i = 0;

	while (i < COUNT_OF(columns) && !str_eq(word, columns[i].word))
		i++;
	for (size_t k = 0; i == COUNT_OF(columns) && k < COUNT_OF(translated); k++) {
		struct str list = str_from(translated[k].words), one;

		while (str_cut(&list, ' ', &one))
			if (str_eq(word, one))
				return translated[k].column;
	}
	return i;
}

static bool
header_parse(struct str text, struct header *ret)
{
	struct header h = { .n = 0 };
	struct str word;

	while (h.n < COLUMNS_MAX && str_word(&text, &word))
		h.column[h.n++] = column_of(word);
	if (h.n < 3 || h.column[0] != 0 || h.column[1] != 1 || h.column[2] != 2)
		return false;
	*ret = h;
	return true;
}

static bool
row_begins(struct str *text)
{
	return str_take(text, STR("Mem:")) || str_take(text, STR("Swap:"));
}

/* What a bare number counts: KiB unless an option says otherwise (free(1)). */
static uint64_t
unit_of(const struct section *s)
{
	static const struct {
		char letter;
		uint64_t bytes;
	} units[] = { { 'b', 1 }, { 'm', 1 << 20 }, { 'g', 1 << 30 } };
	struct str command = s->command;
	struct stage st;

	while (command_stage(&command, &st))
		for (size_t i = 0; i < COUNT_OF(units); i++)
			if (str_eq(st.program, STR("free")) && stage_has_flag(&st, units[i].letter))
				return units[i].bytes;
	return 1024;
}

struct table {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	uint64_t unit_bytes;
	struct header header;
	unsigned rows; /* since the header */
};

/*
 * "Speicher:", "内存：": below a header the first row is memory, the second swap space,
 * whatever they are called. The name is cut off text.
 */
static bool
take_name(struct table *t, struct str *text, struct str *ret)
{
	static const struct str names[] = { { "Mem", 3 }, { "Swap", 4 } };
	size_t colon = str_index(*text, ':'), wide = str_find(*text, STR("："));
	size_t end = colon < wide ? colon + 1 : wide == SIZE_MAX ? SIZE_MAX : wide + 3;

	if (end == SIZE_MAX || t->rows >= COUNT_OF(names) || char_is_digit(text->p[0]))
		return false;
	*ret = names[t->rows];
	*text = str_from_pos(*text, end);
	return true;
}

static bool
take_row(struct table *t, const struct line *l, struct str text)
{
	struct str rest = text, word, kind;
	uint64_t bytes;

	if (!t->header.n)
		return false;
	if (row_begins(&rest))
		kind = str_sub(text, 0, str_index(text, ':'));
	else if (!take_name(t, &rest, &kind))
		return false;
	t->rows++;
	for (size_t i = 0; i < t->header.n && str_word(&rest, &word); i++)
		if (t->header.column[i] < COUNT_OF(columns) &&
		    unit_bytes_of(word, t->unit_bytes, &bytes))
			counter_add(t->r, t->s, l, t->sample,
				    counter_join(t->r->cs->arena, kind,
						 columns[t->header.column[i]].name),
				    bytes);
	return true;
}

/* "-/+ buffers/cache:" of old ones, "Total:" of -t: they follow from the rest. */
static bool
is_passed(struct str text)
{
	return str_starts(text, STR("-/+ ")) || str_starts(text, STR("Total:")) ||
	       str_starts(text, STR("Low:")) || str_starts(text, STR("High:"));
}

/* --- /proc/meminfo: "MemTotal:       16337668 kB" --- */

static const struct {
	struct str word, name;
} meminfo[] = {
	{ { "MemTotal", 8 }, { "MemTotalBytes", 13 } },
	{ { "MemFree", 7 }, { "MemFreeBytes", 12 } },
	{ { "MemAvailable", 12 }, { "MemAvailableBytes", 17 } },
	{ { "SwapTotal", 9 }, { "SwapTotalBytes", 14 } },
	{ { "SwapFree", 8 }, { "SwapFreeBytes", 13 } },
};

struct amount {
	struct str word;
	uint64_t bytes;
};

static bool
amount_parse(struct str text, struct amount *ret)
{
	struct str number;

	if (!str_cut(&text, ':', &ret->word) || !str_word(&text, &number) ||
	    !unit_bytes_of(number, 1024, &ret->bytes) || !str_eq(str_trim(text), STR("kB")))
		return false;
	return ret->word.n > 0 && ret->word.p[0] >= 'A' && ret->word.p[0] <= 'Z' &&
	       str_index(ret->word, ' ') == SIZE_MAX;
}

static bool
take_meminfo(struct table *t, const struct line *l, struct str text)
{
	struct amount a;

	if (str_starts(text, STR("HugePages_"))) /* a number of pages, without kB */
		return true;
	if (!amount_parse(text, &a))
		return false;
	for (size_t i = 0; i < COUNT_OF(meminfo); i++)
		if (str_eq(a.word, meminfo[i].word))
			counter_add(t->r, t->s, l, t->sample, meminfo[i].name, a.bytes);
	return true;
}

/* --- the whole --- */

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .unit_bytes = unit_of(s) };
	struct header header;

	t.sample = section_sample(r, s, "free");
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (header_parse(text, &header)) {
			if (t.header.n) /* free -s: once more */
				t.sample = sample_again(r, s, l, "free");
			t.header = header;
			t.rows = 0;
		} else if (text.n && !is_passed(text) && !take_row(&t, l, text) &&
			   !take_meminfo(&t, l, text)) {
			case_unread(r->cs, s->input, l->number, l->text);
		}
	}
}

static int
line_score(struct str text)
{
	struct header header;
	struct amount amount;

	text = str_trim(text);
	if (header_parse(text, &header))
		return 94;
	if (amount_parse(text, &amount))
		return 80;
	/* top has such rows too, so this begins nothing */
	return row_begins(&text) || is_passed(text) ? 40 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_free = {
	.kind = "free",
	.words = "memory of a host, free and /proc/meminfo",
	.probe = probe,
	.read = take,
};
