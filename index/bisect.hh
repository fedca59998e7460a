/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bisect.hh: where a term stands among sorted ones. */
#ifndef VT_BISECT_HH
#define VT_BISECT_HH

#include <cstdint>
#include <string_view>

namespace vt
{

/* The first of `count` places whose term(place) is not less than `wanted`; `count`: there is none.
 */
template <typename Term> uint32_t bisect(uint32_t count, std::string_view wanted, const Term &term)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t half = low + (high - low) / 2;
        if (term(half) < wanted)
            low = half + 1;
        else
            high = half;
    }
    return low;
}

} // namespace vt

#endif
