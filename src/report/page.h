/*
 * page.h - the layout of a report in a terminal: labels, and text beside them
 */
#ifndef CRUX_REPORT_PAGE_H
#define CRUX_REPORT_PAGE_H

#include "report/report.h"

#define LABEL_COLUMNS 6 /* "Fix   ": where text beside a label begins */

struct page {
	struct out *o;
	struct style s;
	bool begun; /* something stands above: a blank line parts the thoughts */
};

/* A thought with a label at the left; what follows stands at LABEL_COLUMNS. */
void page_label(struct page *p, const char *label);
/* A thought under a heading of its own line. */
void page_heading(struct page *p, const char *heading);
/* A thought without a label, from the left edge. */
void page_thought(struct page *p);

/* A paragraph from column on, where the line already stands if at is true. */
void page_text(struct page *p, enum tone t, struct str text, unsigned column, bool at);
/* One of several under a heading: a paragraph whose later lines hang. */
void page_item(struct page *p, enum tone t, struct str text);
/* A word at indent, and the text beside it at column. */
void page_beside(struct page *p, const char *word, struct str text, unsigned indent,
		 unsigned column);

/* Two columns: a key, and words beside it. */
struct pair {
	struct str key, words;
};
/*
 * Keys at LABEL_COLUMNS, on whose first line the page stands if at is true. A
 * key too long for its column has a line for itself, words without a key begin
 * where keys do.
 */
void page_pairs(struct page *p, enum tone keys, const struct pair *v, size_t n, bool at);

/*
 * Commands to type, at indent, with a remark beside each. One wider than the
 * page goes on behind a backslash, which a shell and a compiler take alike.
 */
void page_commands(struct page *p, const struct fix_command *v, size_t n, unsigned indent);

/*
 * "ss -tin    # twice", as one would paste it, parted into the command and its
 * remark; more, if not empty, is added to the remark.
 */
struct fix_command command_with_remark(struct arena *a, struct str line, struct str more);

/* Under a heading: which witness tells an entry of the catalogue, and by what. */
void page_told_by(struct page *p, struct arena *a, const struct catalogue_entry *e);

/* Short things in a row, three blanks between them. */
void page_row(struct page *p, const struct str *v, size_t n, unsigned column);

#endif
