/*
 * code_look.c - any bytes as source code: the first byte says in which language
 */
#include "code/code.h"

static const char *const languages[] = { "c",	       "cpp",	     "go",   "python", "java",
					 "javascript", "typescript", "rust", "tsx" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct code_report *r;
	struct arena a;

	if (!len_bytes)
		return 0;
	arena_init(&a, "report", (size_t)64 << 20);
	r = code_look(&a, languages[data[0] % COUNT_OF(languages)],
		      (struct str){ (const char *)data + 1, len_bytes - 1 });
	for (size_t i = 0; i < r->findings.n; i++)
		if (r->findings.v[i].confidence < 0 || r->findings.v[i].confidence > 1 ||
		    !r->findings.v[i].id)
			__builtin_trap();
	arena_fini(&a);
	return 0;
}
