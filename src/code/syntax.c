/*
 * syntax.c - from a text to the common tree
 *
 * tree-sitter parses whatever it is given and marks what it could not read, so a
 * fragment of a ticket gives a tree too. Its memory is its own; what we keep of the
 * tree is copied to the arena before it is given back.
 */
#include <time.h>
#include <tree_sitter/api.h>

#include "code/language.h"

/* A source file of a person is shorter; what is longer was generated. */
#define TEXT_MAX_BYTES ((size_t)8 << 20)
#define PIECE_MAX_BYTES ((size_t)32 << 10)
/* of a piece; it takes milliseconds */
#define PARSE_MAX_US 1000000
#define TEXT_MAX_S 5
/* Deeper nesting is no person's; the stack is not endless. */
#define DEPTH_MAX 400
#define NODES_MAX 4000000

enum slot { SLOT_A = 1, SLOT_B, SLOT_C, SLOT_D };

struct mapped { /* a symbol of the grammar */
	const struct grammar_row *row;
	TSFieldId field[SLOT_D + 1];
	TSFieldId or_b; /* x => …: the one parameter has another field than several */
};

struct lowering {
	struct arena *arena;
	struct syntax *out;
	struct str text;      /* a copy, whose comments become blanks */
	const char *original; /* where that was copied from */
	const struct mapped *map;
	uint32_t symbols;
	TSTreeCursor at;
};

static TSFieldId
field_id(const TSLanguage *l, const char *name)
{
	return name ? ts_language_field_id_for_name(l, name, (uint32_t)strlen(name)) : 0;
}

static const struct grammar_row *
row_of(const struct language *l, const char *type)
{
	for (const struct grammar_row *r = l->rows; r->type; r++)
		if (!strcmp(r->type, type))
			return r;
	return NULL;
}

static const struct mapped *
map_symbols(struct arena *a, const struct language *l, const TSLanguage *ts, uint32_t n)
{
	struct mapped *map = arena_new(a, struct mapped, n);

	for (uint32_t i = 0; i < n; i++) {
		const struct grammar_row *r = NULL;

		if (ts_language_symbol_type(ts, (TSSymbol)i) != TSSymbolTypeAuxiliary)
			r = row_of(l, ts_language_symbol_name(ts, (TSSymbol)i));
		/* a keyword's token has the name of its statement: only values count */
		if (r && ts_language_symbol_type(ts, (TSSymbol)i) == TSSymbolTypeAnonymous &&
		    r->kind != NODE_NULL && r->kind != NODE_TRUE)
			r = NULL;
		map[i].row = r;
		if (!r)
			continue;
		map[i].field[SLOT_A] = field_id(ts, r->a);
		map[i].field[SLOT_B] = field_id(ts, r->b);
		if (r->kind == NODE_FUNCTION && r->b && !strcmp(r->b, "parameters"))
			map[i].or_b = field_id(ts, "parameter");
		map[i].field[SLOT_C] = field_id(ts, r->c);
		map[i].field[SLOT_D] = field_id(ts, r->d);
	}
	return map;
}

static struct str
source_of(const struct lowering *w, TSNode n)
{
	uint32_t from = ts_node_start_byte(n), to = ts_node_end_byte(n);

	return str_sub(w->text, from, to > from ? to - from : 0);
}

static bool
is_operator(struct str s)
{
	return s.n && s.n <= 10 &&
	       (strchr("=!<>&|+-*/%^~:?", s.p[0]) || str_eq(s, STR("and")) ||
		str_eq(s, STR("or")) || str_eq(s, STR("not")) || str_eq(s, STR("is")) ||
		str_eq(s, STR("is not")) || str_eq(s, STR("in")) || str_eq(s, STR("not in")));
}

/* Where a child goes, by its field. */
static struct node **
slot_for(struct node *n, const struct mapped *m, TSFieldId field)
{
	struct node **slots[] = { NULL, &n->a, &n->b, &n->c, &n->d };

	for (int s = SLOT_A; field && m && s <= SLOT_D; s++)
		if (m->field[s] == field)
			return slots[s];
	return field && m && m->or_b == field ? &n->b : NULL;
}

static struct node *lower(struct lowering *w, unsigned depth);

struct kids {
	VEC(struct node *) all;
};

static struct node *
join(struct lowering *w, struct node *first, struct node *more)
{
	struct node *list;

	if (first->kind == NODE_LIST && first->id == UINT32_MAX) {
		struct node **v = arena_new(w->arena, struct node *, first->n + 1);

		memcpy(v, first->kids, first->n * sizeof *v);
		v[first->n++] = more;
		first->kids = v;
		return first;
	}
	list = arena_new(w->arena, struct node, 1);
	*list = *first;
	list->kind = NODE_LIST;
	list->id = UINT32_MAX;
	list->a = list->b = list->c = list->d = NULL;
	list->kids = arena_new(w->arena, struct node *, 2);
	list->kids[0] = first;
	list->kids[1] = more;
	list->n = 2;
	return list;
}

static void
take_child(struct lowering *w, struct node *n, const struct mapped *m, struct kids *kids,
	   unsigned depth)
{
	TSNode t = ts_tree_cursor_current_node(&w->at);
	TSFieldId field = ts_tree_cursor_current_field_id(&w->at);
	struct node **slot = slot_for(n, m, field);
	struct node *kid;

	if (!ts_node_is_named(t)) {
		struct str s = source_of(w, t);

		n->is_async |= str_eq(s, STR("async"));
		if (is_operator(s) && !n->op.n)
			n->op = s;
		/* false and its like may be tokens that a table names */
		if (!m || ts_node_symbol(t) >= w->symbols || !w->map[ts_node_symbol(t)].row)
			return;
	}
	kid = lower(w, depth + 1);
	if (!kid)
		return;
	if (slot)
		*slot = *slot ? join(w, *slot, kid) : kid;
	else
		vec_push(w->arena, &kids->all, kid);
}

static void
take_children(struct lowering *w, struct node *n, const struct mapped *m, unsigned depth)
{
	struct kids kids = { 0 };

	if (!ts_tree_cursor_goto_first_child(&w->at))
		return;
	do
		take_child(w, n, m, &kids, depth);
	while (ts_tree_cursor_goto_next_sibling(&w->at));
	ts_tree_cursor_goto_parent(&w->at);
	n->kids = kids.all.v;
	n->n = (uint32_t)kids.all.n;
}

/* obj.name(args) of a grammar that has no node for obj.name. */
static void
method_to_call(struct lowering *w, struct node *n)
{
	struct node *args = n->c, *callee = n->b;

	if (n->a && n->b) {
		callee = arena_new(w->arena, struct node, 1);
		*callee = *n->b;
		callee->kind = NODE_FIELD;
		callee->a = n->a;
		callee->b = n->b;
		callee->kids = NULL;
		callee->n = 0;
		callee->text =
			str_sub(n->text, 0, (size_t)(n->b->text.p + n->b->text.n - n->text.p));
	}
	n->kind = NODE_CALL;
	n->a = callee;
	n->b = n->c = NULL;
	n->kids = args ? args->kids : NULL;
	n->n = args ? args->n : 0;
}

/* f(a, b): the list of arguments is not a node of its own. */
static void
spread_arguments(struct lowering *w, struct node *n)
{
	if (n->b) {
		struct node *args = n->b;

		n->b = NULL;
		/* Java: new Runnable() { … }: the class stands beside the arguments */
		if (args->kind == NODE_LIST && n->kind == NODE_NEW && n->n && !n->d)
			n->d = n->kids[n->n - 1];
		if (args->kind == NODE_LIST) {
			n->kids = args->kids;
			n->n = args->n;
		} else if (n->n == 0) { /* Python: f(x for x in y), Go: c <- x */
			n->kids = arena_new(w->arena, struct node *, 1);
			n->kids[0] = args;
			n->n = 1;
		}
	}
}

/* if, elif, elif, else: each in the one before it. */
static struct node *
chain(struct node *list)
{
	for (uint32_t i = 0; i + 1 < list->n; i++)
		list->kids[i]->c = list->kids[i + 1];
	return list->kids[0];
}

static struct node *
finish(struct lowering *w, struct node *n)
{
	switch ((int)n->kind) {
	case NODE_STATEMENT:
	case NODE_INNER:
		if (n->a && n->kind == NODE_INNER)
			return n->a;
		if (n->n == 1) {
			n->kids[0]->dropped |= n->kind == NODE_STATEMENT;
			return n->kids[0];
		}
		if (n->a && !n->n)
			return n->a;
		n->kind = NODE_OTHER;
		break;
	case NODE_METHOD:
		method_to_call(w, n);
		break;
	case NODE_FUNCTION: /* C's declarator is a function without a body */
		if (n->a && n->a->kind == NODE_FUNCTION && !n->a->d) {
			n->b = n->a->b;
			n->a = n->a->a;
		}
		if (!n->d && n->n && n->kids[n->n - 1]->kind == NODE_BLOCK)
			n->d = n->kids[--n->n]; /* Rust's async block */
		break;
	case NODE_LABEL: /* Java: the label is a kid */
		if (!n->a && n->n > 1 && n->kids[0]->kind == NODE_NAME) {
			n->a = n->kids[0];
			n->kids++;
			n->n--;
		}
		break;
	case NODE_FOR: /* Go: the clause is a node of its own */
		if (!n->a && !n->b && !n->c && n->n == 1 && n->d) {
			struct node *k = n->kids[0];

			n->n = 0;
			if (k->kind == NODE_FOR || k->kind == NODE_FOREACH) {
				n->kind = k->kind;
				n->a = k->a;
				n->b = k->b;
				n->c = k->c;
				if (k->kind == NODE_FOREACH && !k->a && k->n)
					n->b = k->kids[0];
			} else {
				n->b = k;
			}
		}
		break;
	case NODE_ASSIGN: /* Java: try (x); Python: x as y */
		if (!n->a && !n->b && n->n == 1 && n->kids[0]->kind == NODE_NAME)
			return n->kids[0];
		if (!n->a && n->b && n->n == 1) {
			n->a = n->b;
			n->b = n->kids[0];
			n->n = 0;
		}
		break;
	case NODE_PAIR: /* Go: no fields */
		if (!n->a && n->n == 2) {
			n->a = n->kids[0];
			n->b = n->kids[1];
			n->n = 0;
		}
		break;
	case NODE_WITH:
		if (!n->a && n->n == 1) {
			n->a = n->kids[0];
			n->n = 0;
		}
		break;
	case NODE_ELSE:
		if (n->d && !n->n) {
			n->kids = arena_new(w->arena, struct node *, 1);
			n->kids[0] = n->d;
			n->n = 1;
			n->d = NULL;
		}
		break;
	case NODE_CATCH: /* Python: except X as e: the block is the last */
		if (!n->d && n->n) {
			n->d = n->kids[--n->n];
			n->a = n->n ? n->kids[0] : n->a;
		} else if (n->d && !n->a && n->n) {
			n->a = n->kids[0];
		}
		break;
	case NODE_IF: /* Python: elif and else are one list */
		if (n->c && n->c->kind == NODE_LIST && n->c->id == UINT32_MAX)
			n->c = chain(n->c);
		break;
	case NODE_CASE: /* Java: the label is a kid */
	case NODE_ARM:
		if (n->a && n->a->kind == NODE_OTHER && n->a->c) {
			n->c = n->a->c;
			n->a->c = NULL;
		}
		if (n->a && n->a->kind == NODE_OTHER && n->a->n == 1)
			n->a = n->a->kids[0];
		if (!n->a && n->n && n->kids[0]->kind == NODE_OTHER &&
		    str_starts(n->kids[0]->text, STR("case"))) {
			n->a = n->kids[0]->n ? n->kids[0]->kids[0] : n->kids[0];
			n->kids++;
			n->n--;
		}
		break;
	case NODE_CALL:
	case NODE_NEW:
		spread_arguments(w, n);
		break;
	case NODE_CHOICE3:
		if (n->n == 3) {
			n->a = n->kids[1];
			n->b = n->kids[0];
			n->c = n->kids[2];
			n->n = 0;
			n->kind = NODE_CHOICE;
		} else {
			n->kind = NODE_OTHER;
		}
		break;
	case NODE_COMPARE:
		n->kind = NODE_OTHER;
		if (n->n == 2) {
			n->a = n->kids[0];
			n->b = n->kids[1];
			n->n = 0;
			n->kind = NODE_BINARY;
		}
		break;
	case NODE_UNARY:
	case NODE_TRY_OP:
	case NODE_UPDATE:
		if (!n->a && n->n) {
			n->a = n->kids[0];
			n->n = 0;
		}
		break;
	case NODE_INDEX:
		if (!n->a && n->n) {
			n->a = n->kids[0];
			n->b = n->n > 1 ? n->kids[1] : NULL;
			n->n = 0;
		}
		break;
	}
	return n;
}

static void
keep_comment(struct lowering *w, TSNode t)
{
	struct str copy = source_of(w, t);
	struct code_comment c = { ts_node_start_point(t).row + 1,
				  { w->original + (copy.p - w->text.p), copy.n } };

	vec_push(w->arena, &w->out->comments, c);
}

static struct node *
lower(struct lowering *w, unsigned depth)
{
	TSNode t = ts_tree_cursor_current_node(&w->at);
	TSSymbol symbol = ts_node_symbol(t);
	const struct mapped *m = symbol < w->symbols ? &w->map[symbol] : NULL;
	enum node_kind kind = m && m->row ? m->row->kind : NODE_OTHER;
	struct node *n;

	if (kind == NODE_COMMENT)
		keep_comment(w, t);
	if (kind == NODE_SKIP || kind == NODE_COMMENT)
		return NULL;
	if (ts_node_is_missing(t) || symbol == (TSSymbol)-1)
		w->out->errors++;
	if (depth > DEPTH_MAX || w->out->nodes >= NODES_MAX) {
		w->out->cut = true;
		return NULL;
	}
	n = arena_new(w->arena, struct node, 1);
	n->kind = kind;
	n->id = ++w->out->nodes;
	n->line = ts_node_start_point(t).row + 1;
	n->end_line = ts_node_end_point(t).row + 1;
	n->text = source_of(w, t);
	/* `…${await body.text()}`: what is called in it is called */
	if ((kind != NODE_STRING ||
	     (n->text.n && n->text.p[0] == '`' && str_has(n->text, STR("${")))) &&
	    kind != NODE_NAME && kind != NODE_NUMBER)
		take_children(w, n, m && m->row ? m : NULL, depth);
	return finish(w, n);
}

/* A line behind which a new thing may begin: empty, or the end of a function. */
static bool
is_border(struct str line)
{
	return !str_trim(line).n || line.p[0] == '}';
}

/*
 * Where a piece that begins at from ends. A node of tree-sitter 0.20 counts its children in
 * 16 bits, and what cannot be parsed becomes one node with a child for each token, so
 * more than 65,535 tokens in one go may write beyond it. A byte makes at most two
 * tokens (one may be empty).
 */
static size_t
piece_end(struct str text, size_t from)
{
	struct str rest = str_sub(text, from, PIECE_MAX_BYTES), line;
	size_t at = from, line_end = 0, border = 0, limit = rest.n;

	if (from + limit >= text.n)
		return text.n;
	while (str_line(&rest, &line)) {
		at = rest.p ? (size_t)(rest.p - text.p) : from + limit;
		if (at >= from + limit)
			break;
		line_end = at;
		/* the next line begins at the edge: not in the middle of something */
		if (is_border(line) && at < text.n && !char_is_space(text.p[at]))
			border = at;
	}
	return border ? border : line_end ? line_end : from + limit;
}

static uint32_t
count_rows(struct str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static TSTree *
parse_piece(TSParser *parser, struct str text, size_t from, size_t to, uint32_t *row)
{
	TSRange range = { .start_point = { *row, 0 },
			  .start_byte = (uint32_t)from,
			  .end_byte = (uint32_t)to };

	*row += count_rows(str_sub(text, from, to - from));
	range.end_point = (TSPoint){ *row, 0 };
	ts_parser_reset(parser);
	if (!ts_parser_set_included_ranges(parser, &range, 1))
		return NULL;
	return ts_parser_parse_string(parser, NULL, text.p, (uint32_t)to);
}

/* What is asked of a text's words is asked of the code, and not of remarks. */
static void
blank_comments(struct lowering *w)
{
	for (size_t i = 0; i < w->out->comments.n; i++) {
		struct str c = w->out->comments.v[i].text;
		char *p = (char *)(uintptr_t)w->text.p + (c.p - w->original);

		for (size_t k = 0; k < c.n; k++)
			if (p[k] != '\n')
				p[k] = ' ';
	}
}

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / NS_PER_S;
}

/* One piece of the text, as a kid of the root. */
static void
take_piece(struct lowering *w, TSTree *tree, struct kids *kids)
{
	struct node *n;

	w->at = ts_tree_cursor_new(ts_tree_root_node(tree));
	n = lower(w, 0);
	ts_tree_cursor_delete(&w->at);
	if (n)
		vec_push(w->arena, &kids->all, n);
}

static struct node *
root_of_pieces(struct lowering *w, struct kids *kids)
{
	struct node *root;

	if (kids->all.n == 1)
		return kids->all.v[0];
	root = arena_new(w->arena, struct node, 1);
	root->text = w->text;
	root->line = 1;
	root->end_line = count_rows(w->text) + 1;
	root->kids = kids->all.v;
	root->n = (uint32_t)kids->all.n;
	return root;
}

bool
syntax_read(struct arena *a, const struct language *l, struct str text, struct syntax *ret)
{
	const TSLanguage *ts = l->grammar();
	struct lowering w = { .arena = a, .out = ret };
	TSParser *parser = ts_parser_new();
	double begun_s = seconds_now();
	struct kids kids = { 0 };
	uint32_t row = 0;

	*ret = (struct syntax){ .cut = text.n > TEXT_MAX_BYTES };
	if (!parser || !ts_parser_set_language(parser, ts)) {
		if (parser)
			ts_parser_delete(parser);
		return false;
	}
	text = str_sub(text, 0, TEXT_MAX_BYTES);
	if (l->prepare)
		text = l->prepare(a, text);
	w.text = str_copy(a, text);
	w.original = text.p;
	w.symbols = ts_language_symbol_count(ts);
	w.map = map_symbols(a, l, ts, w.symbols);
	ts_parser_set_timeout_micros(parser, PARSE_MAX_US);
	for (size_t from = 0, to; from < w.text.n; from = to) {
		TSTree *tree;

		/* noise can cost the parser seconds for each piece */
		if (seconds_now() - begun_s > TEXT_MAX_S) {
			ret->cut = true;
			break;
		}
		to = piece_end(w.text, from);
		tree = parse_piece(parser, w.text, from, to, &row);
		if (tree) {
			take_piece(&w, tree, &kids);
			ts_tree_delete(tree);
		} else {
			ret->cut = true;
		}
	}
	ts_parser_delete(parser);
	blank_comments(&w);
	ret->text = w.text;
	ret->root = root_of_pieces(&w, &kids);
	return true;
}
