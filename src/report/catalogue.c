/*
 * catalogue.c - the catalogue of incidents: a list, one entry, a document
 */
#include "report/page.h"

/* What the letters of the catalogue stand for. */
static const struct {
	char letter;
	const char *words;
} witnesses[] = {
	{ 'W', "packets" },   { 'S', "sockets" },    { 'C', "counters" },
	{ 'P', "processes" }, { 'K', "kernel log" }, { 'X', "source code" },
};

static const char *
witness_words(char letter)
{
	for (size_t i = 0; i < COUNT_OF(witnesses); i++)
		if (witnesses[i].letter == letter)
			return witnesses[i].words;
	return NULL;
}

/* "W: …", "W, S: …" and "W at the server: …" begin what a witness tells. */
static bool
begins_witness(struct str s)
{
	return s.n > 1 && witness_words(s.p[0]) && (strchr(":, ", s.p[1])) && str_has(s, STR(":"));
}

/* Cut what one witness tells off the front of a told_by text. */
static struct str
cut_witness(struct str *rest)
{
	struct str all = *rest;
	size_t end = 0, next;

	do {
		next = str_find(str_from_pos(all, end), STR("; "));
		end = next == SIZE_MAX ? all.n : end + next + 2;
	} while (end < all.n && !begins_witness(str_from_pos(all, end)));
	*rest = str_from_pos(all, end);
	return str_sub(all, 0, end < all.n ? end - 2 : end);
}

/* "W, S" as "packets, sockets". */
static struct str
who_words(struct arena *a, struct str who)
{
	struct str words = STR("");

	for (size_t i = 0; i < who.n; i++) {
		const char *w = witness_words(who.p[i]);
		bool alone = (i == 0 || who.p[i - 1] == ' ') &&
			     (i + 1 == who.n || strchr(", ", who.p[i + 1]));

		if (w && alone)
			words = str_printf(a, STR_F "%s", STR_A(words), w);
		else
			words = str_printf(a, STR_F "%c", STR_A(words), who.p[i]);
	}
	return words;
}

#define WITNESSES_MAX 6

/* Who tells it, in words, and what. Returns how many. */
static size_t
told_by(struct arena *a, const struct catalogue_entry *e, struct pair ret[WITNESSES_MAX])
{
	struct str rest = str_from(e->told_by);
	size_t n = 0;

	while (rest.n && n < WITNESSES_MAX) {
		struct str tells = cut_witness(&rest), who = STR("");

		str_cut(&tells, ':', &who);
		ret[n++] = (struct pair){ who_words(a, who), str_trim(tells) };
	}
	return n;
}

void
page_told_by(struct page *p, struct arena *a, const struct catalogue_entry *e)
{
	struct pair tells[WITNESSES_MAX];
	size_t n = told_by(a, e, tells);

	page_heading(p, "Told by");
	page_pairs(p, TONE_PLACE, tells, n, false);
}

/* "this; that" as one item each. */
static void
items(struct page *p, const char *heading, const char *list)
{
	struct str rest = str_from(list), item;

	page_heading(p, heading);
	while (rest.n) {
		size_t end = str_find(rest, STR("; "));

		item = str_sub(rest, 0, end);
		rest = end == SIZE_MAX ? STR("") : str_from_pos(rest, end + 2);
		page_item(p, TONE_PLAIN, item);
	}
}

static const char *
fix_words(const struct catalogue_entry *e)
{
	return *e->fix ? e->fix : "nothing to do: it is normal";
}

void
report_entry_text(struct out *o, const struct catalogue_entry *e, struct style s)
{
	struct page p = { .o = o, .s = s };
	struct arena scratch;

	arena_init(&scratch, "catalogue", 1 << 20);
	page_thought(&p);
	page_text(&p, TONE_VERDICT, str_printf(&scratch, "%s: %s", e->id, e->what), 0, true);
	page_text(&p, TONE_ASIDE, str_from(e->section), 0, false);
	page_label(&p, "Fix");
	page_text(&p, TONE_PLAIN, str_from(fix_words(e)), LABEL_COLUMNS, true);
	page_told_by(&p, &scratch, e);
	if (*e->confused_with)
		items(&p, "Not to be confused with", e->confused_with);
	items(&p, "References", e->references);
	arena_fini(&scratch);
}

/* The longest id, and two blanks. */
#define ID_INDENT 2
#define ID_COLUMN 27

static bool
begins_section(size_t i)
{
	return !i || strcmp(catalogue_at(i - 1)->section, catalogue_at(i)->section) != 0;
}

void
report_catalogue_text(struct out *o, struct style s)
{
	struct page p = { .o = o, .s = s };

	for (size_t i = 0; i < catalogue_count(); i++) {
		const struct catalogue_entry *e = catalogue_at(i);

		if (begins_section(i))
			page_heading(&p, e->section);
		page_beside(&p, e->id, str_from(e->what), ID_INDENT, ID_COLUMN);
	}
}

static void
entry_markdown(struct out *o, struct arena *a, const struct catalogue_entry *e)
{
	struct pair tells[WITNESSES_MAX];
	size_t n = told_by(a, e, tells);

	out_printf(o, "### %s\n\n%s\n\n**Fix:** %s.\n\n", e->id, e->what, fix_words(e));
	for (size_t i = 0; i < n; i++)
		out_printf(o, "- " STR_F ": " STR_F "\n", STR_A(tells[i].key),
			   STR_A(tells[i].words));
	if (*e->confused_with)
		out_printf(o, "\nNot to be confused with: %s.\n", e->confused_with);
	out_printf(o, "\nReferences: %s.\n\n", e->references);
}

void
report_catalogue_markdown(struct out *o)
{
	struct arena scratch;

	arena_init(&scratch, "catalogue", 1 << 20);
	out_puts(o, "# The catalogue of TCP incidents\n\n"
		    "Every id that a diagnosis may name, in the words of `crux catalogue ID`. "
		    "This page is printed by `crux catalogue --markdown`.\n\n");
	for (size_t i = 0; i < catalogue_count(); i++) {
		if (begins_section(i))
			out_printf(o, "## %s\n\n", catalogue_at(i)->section);
		entry_markdown(o, &scratch, catalogue_at(i));
	}
	arena_fini(&scratch);
}

static void
entry_json(struct json *j, const struct catalogue_entry *e)
{
	const struct {
		const char *key, *text;
	} fields[] = {
		{ "id", e->id },
		{ "section", e->section },
		{ "what", e->what },
		{ "told_by", e->told_by },
		{ "confused_with", e->confused_with },
		{ "fix", e->fix },
		{ "references", e->references },
	};

	json_object(j);
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		json_key(j, fields[i].key);
		json_cstr(j, fields[i].text);
	}
	json_end(j, '}');
}

void
report_catalogue_json(struct out *o, const struct catalogue_entry *only)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "schema");
	json_cstr(&j, "crux.catalogue/1");
	json_key(&j, "entries");
	json_array(&j);
	for (size_t i = 0; i < catalogue_count(); i++)
		if (!only || only == catalogue_at(i))
			entry_json(&j, catalogue_at(i));
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}
