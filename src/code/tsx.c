/*
 * tsx.c - TypeScript with JSX in it: JavaScript, by a grammar of its own
 */
#include "code/javascript.h"

const void *tree_sitter_tsx(void);

const struct language language_tsx = {
	.name = "tsx",
	.grammar = tree_sitter_tsx,
	.traits = TRAIT_THROWS | TRAIT_COLLECTED | TRAIT_CALLED_BACK,
	.self = "this",
	.rows = javascript_rows,
	.effects = javascript_effects,
	.again = javascript_again,
	.network = javascript_network,
};
