/*
 * base.h - the ground floor: memory, text, numbers, time, errors, input bytes
 *
 * Nothing here knows networks. This header is all that other folders include.
 */
#ifndef CRUX_BASE_BASE_H
#define CRUX_BASE_BASE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/input.h"
#include "base/map.h"
#include "base/members.h"
#include "base/out.h"
#include "base/pool.h"
#include "base/put.h"
#include "base/relay.h"
#include "base/ring.h"
#include "base/sandbox.h"
#include "base/str.h"
#include "base/time.h"
#include "base/vec.h"

#endif
