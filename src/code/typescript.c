/*
 * typescript.c - TypeScript: JavaScript, by a grammar of its own
 */
#include "code/javascript.h"

const void *tree_sitter_typescript(void);

const struct language language_typescript = {
	.name = "typescript",
	.grammar = tree_sitter_typescript,
	.traits = TRAIT_THROWS | TRAIT_COLLECTED | TRAIT_CALLED_BACK,
	.self = "this",
	.rows = javascript_rows,
	.effects = javascript_effects,
	.again = javascript_again,
	.network = javascript_network,
};
