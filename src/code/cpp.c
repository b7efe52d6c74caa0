/*
 * cpp.c - C++: C, with objects that close what they hold
 *
 * A handle that is passed to a constructor is held from there on; what is followed is
 * the bare descriptor, as in C.
 */
#include "code/c.h"

const void *tree_sitter_cpp(void);

const struct language language_cpp = {
	.name = "cpp",
	.grammar = tree_sitter_cpp,
	.traits = TRAIT_FIELDS_BARE | TRAIT_MAY_THROW,
	.self = "this",
	.rows = c_rows,
	.effects = c_effects,
	.again = c_again,
	.network = c_network,
};
