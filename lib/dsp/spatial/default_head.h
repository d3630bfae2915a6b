// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/spatial/head_ring.h"

namespace bbplay::dsp {

/// The head that comes with libmysofa (MIT KEMAR, normal pinna; Gardner and Martin, MIT Media Lab,
/// 1994). It is read when bbplay is built (write_default_head) and is a part of the program, since
/// unpacking the file takes longer than a player may take to its first sound.
HeadRing default_head_ring();

}  // namespace bbplay::dsp
