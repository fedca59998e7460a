/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.hh: passages in which words stand in a row, as a source for Xapian's matcher. */
#ifndef VT_PHRASE_HH
#define VT_PHRASE_HH

#include "forward.hh"

#include <map>
#include <xapian.h>

namespace vt
{

/* The forward indexes of the pieces that a reader has open, mapped when first asked for. */
class forwards
{
  public:
    /* The piece in directory `path`, whose database has this uuid. */
    void add(const std::string &uuid, const std::string &path);
    const forward &of(const std::string &uuid);

  private:
    std::map<std::string, std::string> paths;
    std::map<std::string, forward> open;
};

/* Which words stand in a row in a piece: each is one of several forms. */
class phrase_matcher
{
  public:
    /* `words`: for each word of the phrase its terms. */
    phrase_matcher(const forward &index, const std::vector<std::vector<std::string>> &words);
    bool holds(uint32_t passage) const;

    /* The words begin in the passage `before` and end in the next one, which is of the same
     * document. */
    bool crosses(uint32_t before) const;

  private:
    bool is(size_t word, uint32_t number) const;
    bool meet(const std::vector<uint32_t> &tail, const std::vector<uint32_t> &head) const;
    bool follows(const uint16_t *unit, const uint16_t *end) const;

    forward index;
    std::vector<std::vector<uint32_t>> numbers; /* of each word, ascending */
    std::vector<bool> first;                    /* numbers of the first word */
    bool possible = true;
};

/* To be joined by OP_FILTER to a query that asks for the words: it answers for the passages that
 * the matcher has found, and walks all of them only when it is asked alone. Weighs nothing. */
class phrase_source : public Xapian::PostingSource
{
  public:
    /* All the words in one passage; or their row begins, or ends, in a passage and stands in the
     * next, or the one before, as well. */
    enum place { WITHIN, BEGINS, ENDS };

    /* `indexes` outlives the source. */
    phrase_source(forwards &indexes, std::vector<std::vector<std::string>> words, place where);

    Xapian::doccount get_termfreq_min() const override;
    Xapian::doccount get_termfreq_est() const override;
    Xapian::doccount get_termfreq_max() const override;
    void init(const Xapian::Database &db) override;
    void next(double min_weight) override;
    void skip_to(Xapian::docid number, double min_weight) override;
    bool check(Xapian::docid number, double min_weight) override;
    bool at_end() const override;
    Xapian::docid get_docid() const override;
    PostingSource *clone() const override;
    std::string get_description() const override;

  private:
    bool matches(Xapian::docid number) const;

    forwards &indexes;
    std::vector<std::vector<std::string>> words;
    place where;
    std::unique_ptr<phrase_matcher> matcher;
    Xapian::docid current = 0, last = 0;
    Xapian::doccount count = 0;
};

} // namespace vt

#endif
