/*
 * node.h - a syntax tree that is the same for all languages
 *
 * A language's table says which of its grammar's nodes is an if, a call, an
 * assignment. Parentheses, casts and await are gone; all else keeps its place.
 */
#ifndef CRUX_CODE_NODE_H
#define CRUX_CODE_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

enum node_kind {
	NODE_OTHER,	/* kids in their order */
	NODE_SKIP,	/* types, comments: not in the tree */
	NODE_INNER,	/* stands for its only named child */
	NODE_STATEMENT, /* the same, and its value is dropped */
	NODE_LIST,	/* kids: a, b = …; also tuples and arguments */
	NODE_NAME,
	NODE_NUMBER,
	NODE_STRING,
	NODE_NULL, /* NULL, nil, None, false */
	NODE_TRUE,
	NODE_FIELD,   /* a: of what, b: its name */
	NODE_INDEX,   /* a: of what, b: which */
	NODE_CALL,    /* a: what, kids: arguments */
	NODE_NEW,     /* a: type, kids: arguments */
	NODE_METHOD,  /* Java: a: of what (may be NULL), b: name, c: argument list */
	NODE_ASSIGN,  /* a: to, b: what */
	NODE_UPDATE,  /* a: ++ and -- */
	NODE_BINARY,  /* a, b; op */
	NODE_UNARY,   /* a; op */
	NODE_CHOICE,  /* a ? b : c */
	NODE_CHOICE3, /* Python: kids b, a, c */
	NODE_COMPARE, /* Python: kids, op */
	NODE_LITERAL, /* struct or object: a: type, kids: pairs */
	NODE_PAIR,    /* a: name, b: value */
	NODE_TRY_OP,  /* Rust's ? : a or kid */
	NODE_PATTERN, /* Rust's Ok(n), a condition itself: a: pattern, b: value */
	NODE_BLOCK,
	NODE_IF,      /* a: condition, b: then, c: else, d: before it */
	NODE_WHILE,   /* a: condition, b: body */
	NODE_DO,      /* a: body, b: condition */
	NODE_FOR,     /* a: before, b: condition, c: after each, d: body */
	NODE_FOREACH, /* a: variables, b: of what, d: body */
	NODE_SWITCH,  /* a: value, kids: cases, d: before it */
	NODE_CASE,    /* a: value or pattern, c: guard, kids: body; no a: default */
	NODE_ARM,     /* the same, and never falls through */
	NODE_RETURN,
	NODE_BREAK,
	NODE_CONTINUE,
	NODE_GOTO,
	NODE_LABEL, /* a: name, kids */
	NODE_THROW,
	NODE_TRY,     /* a: body, kids: catches; d: resources */
	NODE_CATCH,   /* a: what, d: body */
	NODE_FINALLY, /* kids */
	NODE_ELSE,    /* of a try or a loop; kids */
	NODE_WITH,    /* a: resources, d: body */
	NODE_EITHER,  /* #if: kids, or else c */
	NODE_DEFER,
	NODE_GO,
	NODE_FUNCTION, /* a: name, b: parameters, c: receiver, d: body */
	NODE_CLASS,    /* a: name, kids */
	NODE_COMMENT,
	NODE_MACRO, /* Rust: a: name, its text */
};

struct node {
	enum node_kind kind;
	uint32_t line, end_line; /* from 1 */
	uint32_t id;		 /* its number in the text */
	struct str text;	 /* the source of it */
	struct str op;		 /* of BINARY, UNARY, ASSIGN, COMPARE */
	struct node *a, *b, *c, *d;
	struct node **kids;
	uint32_t n;
	uint32_t function; /* of a FUNCTION: its number in the text, plus 1 */
	uint32_t in;	   /* of a call: the number of the function it stands in, plus 1 */
	bool is_async;
	bool dropped; /* nobody looks at its value */
};

struct code_comment {
	uint32_t line;
	struct str text;
};

struct syntax {
	struct node *root;
	struct str text; /* a copy without its comments: nodes point into it */
	VEC(struct code_comment) comments;
	uint32_t nodes, errors; /* errors: places that did not parse */
	bool cut;		/* too long, too deep or too slow: not all of it */
};

struct language;

/* Parse a text; false when the grammar cannot be had. On a. */
bool syntax_read(struct arena *a, const struct language *l, struct str text, struct syntax *ret);

#endif
