/*
 * languages.c - the table of languages
 */
#include "code/language.h"

#include "code/code.h"

#define LANGUAGE(name) extern const struct language language_##name;
#include "languages.def"
#undef LANGUAGE

static const struct language *const languages[] = {
#define LANGUAGE(name) &language_##name,
#include "languages.def"
#undef LANGUAGE
};

static const struct {
	struct str extension;
	const char *language;
} extensions[] = {
	{ { ".c", 2 }, "c" },
	{ { ".h", 2 }, "c" },
	{ { ".cc", 3 }, "cpp" },
	{ { ".cpp", 4 }, "cpp" },
	{ { ".cxx", 4 }, "cpp" },
	{ { ".hh", 3 }, "cpp" },
	{ { ".hpp", 4 }, "cpp" },
	{ { ".go", 3 }, "go" },
	{ { ".py", 3 }, "python" },
	{ { ".java", 5 }, "java" },
	{ { ".js", 3 }, "javascript" },
	{ { ".mjs", 4 }, "javascript" },
	{ { ".cjs", 4 }, "javascript" },
	{ { ".jsx", 4 }, "javascript" },
	{ { ".ts", 3 }, "typescript" },
	{ { ".tsx", 4 }, "tsx" },
	{ { ".mts", 4 }, "typescript" },
	{ { ".rs", 3 }, "rust" },
};

const struct language *
language_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (!strcmp(languages[i]->name, name))
			return languages[i];
	return NULL;
}

const char *
code_language_of(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(extensions); i++)
		if (str_ends(name, extensions[i].extension))
			return extensions[i].language;
	return NULL;
}

bool
code_is_built_in(void)
{
	return true;
}

bool
code_knows(const char *language)
{
	return language_find(language) != NULL;
}
