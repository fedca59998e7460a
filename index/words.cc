/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.cc: posting lists written, read, merged. */
#include "words.hh"

#include "bisect.hh"
#include "guard.hh"

#include <algorithm>
#include <cstring>
#include <queue>

namespace vt
{

static const char NAME[] = "/words";
/* Terms whose lists are held in memory while pieces are merged. */
static const size_t TERMS_HELD = 4096;

static const char MAGIC[] = {'V', 'T', 'W', 'R', 'D', '0', '1', '\n'};

struct head {
    char magic[8];
    uint32_t terms, zero;
    uint64_t tokens, lists_bytes, text_bytes;
};

/* ---- writing ------------------------------------------------------------------------------------
 */

namespace
{

/* The file in the making: lists are written as they come, what tells where they are at the end. */
class words_file
{
  public:
    words_file(const std::string &dir, struct vanthu_error *error)
        : out(dir + NAME, sizeof(struct head), error)
    {
    }

    /* Terms come in their order; of each, its passages. */
    void begin_term(std::string_view prefix, std::string_view term)
    {
        begins.push_back(head.lists_bytes + list.size());
        texts.push_back(text.size());
        text.append(prefix).append(term);
        counts.push_back(0);
        last = 0;
    }
    void add(uint32_t passage, uint32_t frequency)
    {
        append(uint64_t(passage - last) << 1 | (frequency > 1));
        if (frequency > 1)
            append(frequency);
        last = passage;
        counts.back()++;
        if (list.size() >= 1 << 16)
            flush();
    }
    void finish(uint64_t tokens);

  private:
    void append(uint64_t n)
    {
        for (; n >= 0x80; n >>= 7)
            list += char(n | 0x80);
        list += char(n);
    }
    void flush()
    {
        out.write(list.data(), list.size());
        head.lists_bytes += list.size();
        list.clear();
    }

    file_writer out;
    struct head head = {};
    std::string list; /* not yet written */
    std::string text;
    std::vector<uint64_t> begins, texts;
    std::vector<uint32_t> counts;
    uint32_t last = 0;
};

void words_file::finish(uint64_t tokens)
{
    flush();
    begins.push_back(head.lists_bytes);
    texts.push_back(text.size());
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    head.terms = uint32_t(counts.size());
    head.tokens = tokens;
    head.text_bytes = text.size();
    text.append(-(sizeof head + head.lists_bytes + text.size()) % 8, '\0');
    out.write(text.data(), text.size());
    out.write(begins);
    out.write(texts);
    out.write(counts);
    out.rewind();
    out.write(&head, sizeof head);
    out.finish();
}

} // namespace

/* The lists of all fields, by the order of their terms: `order` three times, merged. */
static std::vector<uint32_t> in_order(const vocabulary &terms, const std::vector<uint32_t> &order,
                                      const std::vector<uint32_t> &ends)
{
    std::vector<uint32_t> out;
    auto less = [&terms](uint32_t a, uint32_t b) {
        std::string_view x = terms[a / 3], y = terms[b / 3];
        if (a % 3 == b % 3)
            return x < y;
        return (FIELD_PREFIXES[a % 3] + std::string(x)) < (FIELD_PREFIXES[b % 3] + std::string(y));
    };
    for (uint32_t field = 0; field < 3; field++) {
        size_t middle = out.size();
        for (uint32_t number : order)
            if (ends[number * 3 + field + 1] > ends[number * 3 + field])
                out.push_back(number * 3 + field);
        std::inplace_merge(out.begin(), out.begin() + ptrdiff_t(middle), out.end(), less);
    }
    return out;
}

void words_builder::write(const std::string &path, const vocabulary &terms,
                          const std::vector<uint32_t> &order, struct vanthu_error *error) const
{
    /* sorted by list, by counting: those of list i are rows[ends[i]] to rows[ends[i + 1]] */
    std::vector<uint32_t> ends(terms.size() * 3 + 1), rows(postings.size());
    for (const posting &p : postings)
        ends[p.list + 1]++;
    for (size_t i = 1; i < ends.size(); i++)
        ends[i] += ends[i - 1];
    std::vector<uint32_t> next(ends.begin(), ends.end() - 1);
    for (uint32_t i = 0; i < postings.size(); i++)
        rows[next[postings[i].list]++] = i;
    words_file out(path, error);
    for (uint32_t list : in_order(terms, order, ends)) {
        out.begin_term(FIELD_PREFIXES[list % 3], terms[list / 3]);
        for (uint32_t i = ends[list]; i < ends[list + 1]; i++)
            out.add(postings[rows[i]].passage, postings[rows[i]].frequency);
    }
    out.finish(tokens);
}

/* ---- reading ------------------------------------------------------------------------------------
 */

words::words(const std::string &path, struct vanthu_error *error)
    : map(std::make_shared<mapped_file>(path + NAME, sizeof(struct head), error))
{
    struct head h;
    memcpy(&h, map->bytes, sizeof h);
    uint64_t most = map->size, before = sizeof h + h.lists_bytes + h.text_bytes;
    if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0 || h.lists_bytes > most || h.text_bytes > most ||
        (before + 7) / 8 * 8 + (uint64_t(h.terms) + 1) * 16 + uint64_t(h.terms) * 4 != most)
        map->damaged(error);
    terms_count = h.terms;
    tokens_count = h.tokens;
    lists_bytes = h.lists_bytes;
    text_bytes = h.text_bytes;
    lists = reinterpret_cast<const uint8_t *>(map->bytes + sizeof h);
    text = map->bytes + sizeof h + h.lists_bytes;
    begins = reinterpret_cast<const uint64_t *>(map->bytes + (before + 7) / 8 * 8);
    texts = begins + size_t(h.terms) + 1;
    counts = reinterpret_cast<const uint32_t *>(texts + size_t(h.terms) + 1);
}

std::string_view words::term(uint32_t place) const
{
    uint64_t begin = texts[place], end = texts[place + 1];
    return begin <= end && end <= text_bytes ? std::string_view(text + begin, end - begin)
                                             : std::string_view();
}

posting_list words::list(uint32_t place) const
{
    uint64_t begin = begins[place], end = begins[place + 1];
    return begin <= end && end <= lists_bytes ? posting_list(lists + begin, lists + end)
                                              : posting_list(nullptr, nullptr);
}

uint32_t words::lower_bound(std::string_view wanted) const
{
    return bisect(terms_count, wanted, [this](uint32_t place) { return term(place); });
}

uint32_t words::find(std::string_view wanted) const
{
    uint32_t place = lower_bound(wanted);
    return place < terms_count && term(place) == wanted ? place : NONE;
}

/* ---- merging ------------------------------------------------------------------------------------
 */

namespace
{

struct cursor {
    const words *part;
    uint32_t place;
    std::string_view term;
};

struct later {
    bool operator()(const cursor &a, const cursor &b) const
    {
        return a.term != b.term ? a.term > b.term : a.part > b.part;
    }
};

struct occurrence {
    uint32_t passage, frequency;
};

/* Parts that were merged before may hold passages in between those of another. */
void write_term(words_file &out, std::string_view term, std::vector<occurrence> &all)
{
    auto less = [](const occurrence &a, const occurrence &b) { return a.passage < b.passage; };
    if (!std::is_sorted(all.begin(), all.end(), less))
        std::sort(all.begin(), all.end(), less);
    out.begin_term("", term);
    for (const occurrence &o : all)
        out.add(o.passage, o.frequency);
    all.clear();
}

} // namespace

void words::merge(const std::vector<words> &parts, const std::string &path,
                  struct vanthu_error *error)
{
    words_file out(path, error);
    std::priority_queue<cursor, std::vector<cursor>, later> next;
    std::vector<occurrence> all;
    uint64_t tokens = 0;
    size_t written = 0;
    for (const words &part : parts) {
        tokens += part.tokens();
        if (part.size())
            next.push({&part, 0, part.term(0)});
    }
    while (!next.empty()) {
        std::string_view term = next.top().term;
        while (!next.empty() && next.top().term == term) {
            cursor c = next.top();
            next.pop();
            for (posting_list list = c.part->list(c.place); list.next();)
                all.push_back({list.passage, list.frequency});
            if (++c.place < c.part->size())
                next.push({c.part, c.place, c.part->term(c.place)});
        }
        write_term(out, term, all);
        if (++written % TERMS_HELD == 0)
            for (const words &part : parts)
                part.map->release();
    }
    out.finish(tokens);
}

} // namespace vt
