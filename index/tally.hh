/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.hh: sums kept for passages of a piece, given back by ascending number.
 *
 * A word has its forms, its place in titles and headings; many words make a question: each list is
 * walked along once, and adds to a number that is kept for each passage (term-at-a-time evaluation
 * with accumulators). A bit for each passage tells which were met, so that they need not be sorted.
 */
#ifndef VT_TALLY_HH
#define VT_TALLY_HH

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace vt
{

/* A passage that was found, and what it is worth. */
struct hit {
    uint32_t passage;
    float score;
};

/* By ascending number of the passage, each once. */
using hits = std::vector<hit>;

/* A set of passages of a piece. */
class passage_set
{
  public:
    /* Of passages from `low` to `high`, none. */
    passage_set(uint32_t low, uint32_t high)
        : first(low), count(high >= low ? high - low + 1 : 0), bits(count / 64 + 1)
    {
    }
    bool has(uint32_t passage) const
    {
        uint32_t i = passage - first;
        return i < count && bits[i / 64] >> i % 64 & 1;
    }
    void add(uint32_t passage)
    {
        uint32_t i = passage - first;
        if (i < count) /* else it is of a damaged list */
            bits[i / 64] |= uint64_t(1) << i % 64;
    }
    size_t size() const
    {
        size_t sum = 0;
        for (uint64_t word : bits)
            sum += size_t(__builtin_popcountll(word));
        return sum;
    }

    /* Calls `take` for each, by ascending number; none is left. */
    template <typename Take> void drain(Take take)
    {
        for (uint32_t word = 0; word < bits.size(); word++)
            for (; bits[word]; bits[word] &= bits[word] - 1)
                take(first + word * 64 + uint32_t(__builtin_ctzll(bits[word])));
    }

  private:
    uint32_t first, count;
    std::vector<uint64_t> bits;
};

class tally
{
  public:
    /* For passages from `low` to `high`. */
    tally(uint32_t low, uint32_t high)
        : first(low), count(high >= low ? size_t(high - low) + 1 : 0), met(low, high),
          sums(static_cast<float *>(calloc(count + 1, sizeof(float))))
    {
        if (!sums)
            throw std::bad_alloc();
    }

    void add(uint32_t passage, float value)
    {
        size_t i = passage - first;
        if (i >= count) /* a damaged list */
            return;
        met.add(passage);
        sums[i] += value;
    }
    void add(const hits &found)
    {
        for (const hit &h : found)
            add(h.passage, h.score);
    }

    /* Calls `take` with each passage and its sum, by ascending number; nothing is left. */
    template <typename Take> void drain(Take take)
    {
        met.drain([&](uint32_t passage) {
            float sum = sums[passage - first];
            sums[passage - first] = 0;
            take(passage, sum);
        });
    }

    /* What was added; nothing is left. */
    hits take()
    {
        hits out;
        out.reserve(met.size());
        drain([&out](uint32_t passage, float sum) { out.push_back({passage, sum}); });
        return out;
    }

  private:
    struct give_back {
        void operator()(float *memory) const
        {
            free(memory);
        }
    };

    uint32_t first;
    size_t count;
    passage_set met;
    std::unique_ptr<float[], give_back> sums; /* of calloc(): what is not touched costs nothing */
};

/* Empty tallies of a piece: a large one takes longer to make than to fill. */
class tallies
{
  public:
    tallies(uint32_t low, uint32_t high) : first(low), last(high) {}

    class loan
    {
      public:
        explicit loan(tallies &owner) : from(owner)
        {
            if (from.idle.empty()) {
                taken.reset(new tally(from.first, from.last));
            } else {
                taken = std::move(from.idle.back());
                from.idle.pop_back();
            }
        }
        ~loan()
        {
            from.idle.push_back(std::move(taken));
        }
        loan(const loan &) = delete;
        loan &operator=(const loan &) = delete;
        tally *operator->() const
        {
            return taken.get();
        }
        tally &operator*() const
        {
            return *taken;
        }

      private:
        tallies &from;
        std::unique_ptr<tally> taken;
    };

  private:
    uint32_t first, last;
    std::vector<std::unique_ptr<tally>> idle;
};

} // namespace vt

#endif
