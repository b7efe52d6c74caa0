/*
 * source_code.c - source code: which language it is
 *
 * The name's extension tells, and where there is none (standard input, a
 * paste) the words: of each language those that no other has are counted over
 * the first lines. What the code does wrong is judged elsewhere.
 */
#include "readers/command.h"
#include "readers/section_text.h"

enum language { C, CPP, GO, PYTHON, JAVA, JAVASCRIPT, TYPESCRIPT, RUST, LANGUAGES };

static const char *const kinds[LANGUAGES] = {
	[C] = "c",
	[CPP] = "cpp",
	[GO] = "go",
	[PYTHON] = "python",
	[JAVA] = "java",
	[JAVASCRIPT] = "javascript",
	[TYPESCRIPT] = "typescript",
	[RUST] = "rust",
};

static const struct {
	const char *extension;
	enum language language;
} extensions[] = {
	{ ".c", C },
	{ ".h", C },
	{ ".cc", CPP },
	{ ".cpp", CPP },
	{ ".cxx", CPP },
	{ ".hh", CPP },
	{ ".hpp", CPP },
	{ ".go", GO },
	{ ".py", PYTHON },
	{ ".java", JAVA },
	{ ".js", JAVASCRIPT },
	{ ".mjs", JAVASCRIPT },
	{ ".cjs", JAVASCRIPT },
	{ ".jsx", JAVASCRIPT },
	{ ".ts", TYPESCRIPT },
	{ ".tsx", TYPESCRIPT },
	{ ".rs", RUST },
};

/* How a line begins, blanks taken off, and how much that says. */
static const struct {
	struct str words;
	enum language language;
	unsigned weight;
} signs[] = {
#define SIGN(words, language, weight)                          \
	{                                                      \
		{ words, sizeof(words) - 1 }, language, weight \
	}
	SIGN("#include <", C, 3),
	SIGN("#include \"", C, 3),
	SIGN("#define ", C, 2),
	SIGN("#ifndef ", C, 2),
	SIGN("static int", C, 2),
	SIGN("static void", C, 2),
	SIGN("struct ", C, 1),
	SIGN("int main(", C, 3),
	SIGN("using namespace ", CPP, 4),
	SIGN("namespace ", CPP, 3),
	SIGN("template <", CPP, 4),
	SIGN("template<", CPP, 4),
	SIGN("std::", CPP, 3),
	SIGN("package main", GO, 5),
	SIGN("func ", GO, 3),
	SIGN("func (", GO, 3),
	SIGN("defer ", GO, 3),
	SIGN("import (", GO, 3),
	SIGN("if err != nil", GO, 4),
	SIGN("def ", PYTHON, 3),
	SIGN("async def ", PYTHON, 4),
	SIGN("import ", PYTHON, 1),
	SIGN("self.", PYTHON, 2),
	SIGN("except ", PYTHON, 2),
	SIGN("elif ", PYTHON, 3),
	SIGN("if __name__", PYTHON, 5),
	SIGN("#!/usr/bin/env python", PYTHON, 5),
	SIGN("#!/usr/bin/python", PYTHON, 5),
	SIGN("import java.", JAVA, 5),
	SIGN("public class ", JAVA, 4),
	SIGN("public static void ", JAVA, 4),
	SIGN("private final ", JAVA, 4),
	SIGN("@Override", JAVA, 4),
	SIGN("'use strict'", JAVASCRIPT, 5),
	SIGN("\"use strict\"", JAVASCRIPT, 5),
	SIGN("module.exports", JAVASCRIPT, 4),
	SIGN("function ", JAVASCRIPT, 2),
	SIGN("async function ", JAVASCRIPT, 4),
	SIGN("export default ", JAVASCRIPT, 3),
	SIGN("export interface ", TYPESCRIPT, 6),
	SIGN("interface ", TYPESCRIPT, 2),
	SIGN("import type ", TYPESCRIPT, 6),
	SIGN("use std::", RUST, 5),
	SIGN("use tokio::", RUST, 5),
	SIGN("fn ", RUST, 3),
	SIGN("pub fn ", RUST, 5),
	SIGN("async fn ", RUST, 4),
	SIGN("impl ", RUST, 3),
	SIGN("let mut ", RUST, 4),
#undef SIGN
};

/* Words in the middle of a line that decide between languages that begin alike. */
static const struct {
	struct str words;
	enum language language;
	unsigned weight;
} inner_signs[] = {
#define SIGN(words, language, weight)                          \
	{                                                      \
		{ words, sizeof(words) - 1 }, language, weight \
	}
	SIGN("std::", CPP, 2),
	SIGN(" := ", GO, 2),
	SIGN("require('", JAVASCRIPT, 4),
	SIGN("require(\"", JAVASCRIPT, 4),
	SIGN(" => {", JAVASCRIPT, 3),
	SIGN(" === ", JAVASCRIPT, 3),
	SIGN(": string", TYPESCRIPT, 2),
	SIGN(": number", TYPESCRIPT, 2),
	SIGN(" -> Result<", RUST, 4),
	SIGN("println!(", RUST, 4),
	SIGN("public void ", JAVA, 2),
	SIGN(" throws ", JAVA, 3),
	SIGN("sizeof(", C, 1),
	SIGN("sizeof ", C, 1),
	SIGN("(struct ", C, 2),
	SIGN(" = NULL", C, 2),
	SIGN("->", C, 1),
	SIGN("malloc(", C, 2),
	SIGN("static ", C, 1),
#undef SIGN
};

#define LOOK_LINES 400 /* comments and licences come first */
/* Two or three telling lines; one may stand in any text. */
#define SURE_WEIGHT 6
/*
 * One line in so many must look like a statement, so that a ticket which quotes
 * a function, or a log whose lines begin with "from", stays what it is.
 */
#define LINES_A_STATEMENT 4

struct look {
	unsigned weights[LANGUAGES];
	size_t lines, statements;
};

static const struct str statement_ends[] = { { ";", 1 }, { "{", 1 }, { "}", 1 } };

/* Where no semicolon ends a line, its first word tells. */
static const struct str statement_begins[] = {
	{ "#include", 8 }, { "import ", 7 }, { "def ", 4 },  { "class ", 6 },
	{ "return ", 7 },  { "if ", 3 },     { "elif ", 5 }, { "else:", 5 },
	{ "for ", 4 },	   { "while ", 6 },  { "try:", 4 },  { "except ", 7 },
	{ "except:", 7 },  { "with ", 5 },   { "self.", 5 }, { "defer ", 6 },
};

static bool
is_statement(struct str line)
{
	for (size_t i = 0; i < COUNT_OF(statement_ends); i++)
		if (str_ends(line, statement_ends[i]))
			return true;
	for (size_t i = 0; i < COUNT_OF(statement_begins); i++)
		if (str_starts(line, statement_begins[i]))
			return true;
	return false;
}

static void
look_at(struct look *look, struct str text)
{
	struct str line = str_trim(text);

	if (!line.n)
		return;
	look->lines++;
	look->statements += is_statement(line);
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (str_starts(line, signs[i].words))
			look->weights[signs[i].language] += signs[i].weight;
	for (size_t i = 0; i < COUNT_OF(inner_signs); i++)
		if (str_has(line, inner_signs[i].words))
			look->weights[inner_signs[i].language] += inner_signs[i].weight;
}

/* What one language shares with the one it grew from speaks for the newer. */
static void
add_shared(struct look *look)
{
	if (look->weights[CPP])
		look->weights[CPP] += look->weights[C];
	if (look->weights[TYPESCRIPT])
		look->weights[TYPESCRIPT] += look->weights[JAVASCRIPT];
}

static bool
by_words(const struct section *s, enum language *ret)
{
	enum language best = C;
	struct look look = { .lines = 0 };

	for (size_t i = 0; i < s->n && look.lines < LOOK_LINES; i++)
		look_at(&look, s->lines[i].text);
	add_shared(&look);
	for (unsigned i = 0; i < LANGUAGES; i++)
		if (look.weights[i] > look.weights[best])
			best = (enum language)i;
	if (look.weights[best] < SURE_WEIGHT || look.statements * LINES_A_STATEMENT < look.lines)
		return false;
	*ret = best;
	return true;
}

static bool
by_name(struct str name, enum language *ret)
{
	size_t dot = str_rindex(name, '.');

	if (dot == SIZE_MAX)
		return false;
	for (size_t i = 0; i < COUNT_OF(extensions); i++)
		if (str_eq(str_from_pos(name, dot), str_from(extensions[i].extension))) {
			*ret = extensions[i].language;
			return true;
		}
	return false;
}

/* A file as it is; what a command showed is put together, line by line. */
static struct str
text_of(struct reading *r, const struct section *s)
{
	return s->command.n ? section_text(r->cs->arena, s) : case_input(r->cs, s->input)->text;
}

/* "src/server.go", or the last word of "cat server.go". */
static bool
language_of(const struct section *s, enum language *ret)
{
	struct str words = s->command, word, last = { NULL, 0 };

	while (command_word(&words, &word))
		last = word;
	return by_name(s->path, ret) || by_name(last, ret) || by_words(s, ret);
}

static void
take(struct reading *r, const struct section *s)
{
	enum language language = C;
	struct code_input *code;

	if (!s->n || !language_of(s, &language))
		return;
	code = vec_add(r->cs->arena, &r->cs->code);
	code->at = line_origin(s, &s->lines[0]);
	code->language = kinds[language];
	code->text = text_of(r, s);
	code->lines_before = s->command.n ? s->lines[0].number - 1 : 0;
	code->report = code_look(r->cs->arena, code->language, code->text);
}

static int
probe(const struct section *s)
{
	enum language language;

	return s->n && language_of(s, &language) ? 90 : 0;
}

const struct reader reader_source_code = {
	.kind = "source",
	.words = "source code: C, C++, Go, Python, Java, JavaScript, TypeScript, Rust",
	.probe = probe,
	.read = take,
	.whole = true,
};
