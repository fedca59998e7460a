/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forward.cc: the words of each passage in their order. */
#include "forward.hh"

#include "bisect.hh"
#include "guard.hh"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace vt
{

static const char NAME[] = "/forward";
static const char MAGIC[] = {'V', 'T', 'F', 'W', 'D', '0', '3', '\n'};

struct head {
    char magic[8];
    uint32_t passages, terms;
    uint64_t units, text_bytes;
};

/* Rows that are held in memory while pieces are merged. */
static const size_t ROWS_HELD = 16384;

/* ---- terms --------------------------------------------------------------------------------------
 */

static uint64_t hash_of(std::string_view s)
{
    return std::hash<std::string_view>()(s);
}

std::string_view vocabulary::operator[](uint32_t number) const
{
    size_t begin = number ? ends[number - 1] : 0;
    return {pool.data() + begin, ends[number] - begin};
}

void vocabulary::grow()
{
    slots.assign(slots.empty() ? 1024 : slots.size() * 2, 0);
    size_t mask = slots.size() - 1;
    for (uint32_t n = 0; n < hashes.size(); n++) {
        size_t i = hashes[n] & mask;
        while (slots[i])
            i = (i + 1) & mask;
        slots[i] = n + 1;
    }
}

uint32_t vocabulary::number(std::string_view term)
{
    if (ends.size() * 2 >= slots.size())
        grow();
    uint64_t hash = hash_of(term);
    size_t mask = slots.size() - 1, i = hash & mask;
    for (; slots[i]; i = (i + 1) & mask)
        if (hashes[slots[i] - 1] == hash && (*this)[slots[i] - 1] == term)
            return slots[i] - 1;
    pool.append(term);
    ends.push_back(pool.size());
    hashes.push_back(hash);
    slots[i] = uint32_t(ends.size());
    return slots[i] - 1;
}

std::vector<uint32_t> vocabulary::sorted() const
{
    std::vector<uint32_t> order(size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [this](uint32_t a, uint32_t b) { return (*this)[a] < (*this)[b]; });
    return order;
}

/* ---- writing ------------------------------------------------------------------------------------
 */

void forward_builder::add(uint32_t passage, uint32_t document, uint32_t date,
                          const std::vector<uint32_t> &words)
{
    passages.push_back(passage);
    documents.push_back(document);
    dates.push_back(date);
    rows.insert(rows.end(), words.begin(), words.end());
    starts.push_back(rows.size());
}

/* What stands in no row is not kept: ranks[number in the vocabulary], NONE for those. The more
 * frequent a term, the smaller its rank. */
static std::vector<uint32_t> rank_by_frequency(const std::vector<uint32_t> &counts)
{
    std::vector<uint32_t> order, ranks(counts.size(), forward::NONE);
    for (uint32_t n = 0; n < counts.size(); n++)
        if (counts[n])
            order.push_back(n);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
    for (uint32_t rank = 0; rank < order.size(); rank++)
        ranks[order[rank]] = rank;
    return ranks;
}

namespace
{

/* The file in the making: rows are written as they come, what stands before them at the end. */
class forward_file
{
  public:
    /* `order`: all numbers of `terms` by the order of the terms. */
    forward_file(const std::string &path, const vocabulary &terms,
                 const std::vector<uint32_t> &order, const std::vector<uint32_t> &counts,
                 size_t passages_count, struct vanthu_error *error);

    void begin_row(uint32_t passage, uint32_t document, uint32_t date);
    void add(uint32_t word); /* a number of the vocabulary */
    void finish();

  private:
    void flush();

    struct head head = {};
    std::vector<uint32_t> ranks, passages, numbers, documents, dates;
    std::vector<uint64_t> begins, texts;
    std::vector<uint16_t> units; /* not yet written */
    std::string text;
    std::unique_ptr<file_writer> out;
};

forward_file::forward_file(const std::string &dir, const vocabulary &terms,
                           const std::vector<uint32_t> &order, const std::vector<uint32_t> &counts,
                           size_t passages_count, struct vanthu_error *error)
    : ranks(rank_by_frequency(counts))
{
    for (uint32_t n : order) {
        if (ranks[n] == forward::NONE)
            continue;
        texts.push_back(text.size());
        numbers.push_back(ranks[n]);
        text.append(terms[n]);
    }
    texts.push_back(text.size());
    size_t before = sizeof head + (passages_count + 1 + texts.size()) * sizeof(uint64_t) +
                    (passages_count * 3 + numbers.size()) * sizeof(uint32_t);
    out = std::make_unique<file_writer>(dir + NAME, before, error);
}

void forward_file::flush()
{
    out->write(units);
    head.units += units.size();
    units.clear();
}

void forward_file::begin_row(uint32_t passage, uint32_t document, uint32_t date)
{
    if (units.size() >= 1 << 16)
        flush();
    passages.push_back(passage);
    documents.push_back(document);
    dates.push_back(date);
    begins.push_back(head.units + units.size());
}

void forward_file::add(uint32_t word)
{
    uint32_t n = ranks[word];
    if (n >= forward::WIDE) {
        n -= forward::WIDE;
        units.push_back(uint16_t(forward::WIDE + (n >> 16)));
    }
    units.push_back(uint16_t(n));
}

void forward_file::finish()
{
    flush();
    begins.push_back(head.units);
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    head.passages = uint32_t(passages.size());
    head.terms = uint32_t(numbers.size());
    head.text_bytes = text.size();
    out->write(text.data(), text.size());
    out->rewind();
    out->write(&head, sizeof head);
    out->write(begins);
    out->write(texts);
    out->write(passages);
    out->write(numbers);
    out->write(documents);
    out->write(dates);
    out->finish();
}

} // namespace

void forward_builder::write(const std::string &path, const std::vector<uint32_t> &order,
                            struct vanthu_error *error) const
{
    std::vector<uint32_t> counts(terms.size());
    for (uint32_t n : rows)
        counts[n]++;
    forward_file out(path, terms, order, counts, passages.size(), error);
    for (size_t p = 0; p < passages.size(); p++) {
        out.begin_row(passages[p], documents[p], dates[p]);
        for (uint64_t i = starts[p]; i < starts[p + 1]; i++)
            out.add(rows[i]);
    }
    out.finish();
}

/* ---- reading ------------------------------------------------------------------------------------
 */

forward::forward(const std::string &path, struct vanthu_error *error)
    : map(std::make_shared<mapped_file>(path + NAME, sizeof(struct head), error))
{
    struct head h;
    memcpy(&h, map->bytes, sizeof h);
    passages_count = h.passages;
    terms_count = h.terms;
    units_count = h.units;
    text_bytes = h.text_bytes;
    starts = reinterpret_cast<const uint64_t *>(map->bytes + sizeof h);
    texts = starts + size_t(h.passages) + 1;
    passages = reinterpret_cast<const uint32_t *>(texts + size_t(h.terms) + 1);
    numbers = passages + h.passages;
    documents = numbers + h.terms;
    dates = documents + h.passages;
    units = reinterpret_cast<const uint16_t *>(dates + h.passages);
    text = reinterpret_cast<const char *>(units + h.units);
    uint64_t most = map->size;
    if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0 || h.units > most || h.text_bytes > most ||
        sizeof h + uint64_t(h.passages) * 20 + uint64_t(h.terms) * 12 + 16 + h.units * 2 +
                h.text_bytes !=
            most)
        map->damaged(error);
    first_passage = h.passages ? passages[0] : 0;
}

std::string_view forward::term(uint32_t place) const
{
    uint64_t begin = texts[place], end = texts[place + 1];
    return begin <= end && end <= text_bytes ? std::string_view(text + begin, end - begin)
                                             : std::string_view();
}

uint32_t forward::find(std::string_view wanted) const
{
    uint32_t low = bisect(terms_count, wanted, [this](uint32_t place) { return term(place); });
    return low < terms_count && term(low) == wanted ? numbers[low] : NONE;
}

uint32_t forward::search_place(uint32_t passage) const
{
    const uint32_t *end = passages + passages_count;
    const uint32_t *found = std::lower_bound(passages, end, passage);
    return found == end || *found != passage ? NONE : uint32_t(found - passages);
}

/* The numbers in `terms` of this piece's numbers; `counts` of them grow by what the rows hold. */
std::vector<uint32_t> forward::gather_terms(vocabulary &terms, std::vector<uint32_t> &counts) const
{
    std::vector<uint32_t> theirs(terms_count);
    for (uint32_t i = 0; i < terms_count; i++)
        if (numbers[i] < terms_count)
            theirs[numbers[i]] = terms.number(term(i));
    counts.resize(terms.size());
    for (const uint16_t *unit = units, *end = units + units_count; unit < end;) {
        uint32_t n = next_number(unit, end);
        if (n < terms_count)
            counts[theirs[n]]++;
    }
    return theirs;
}

void forward::merge(const std::vector<forward> &parts, const std::string &path,
                    struct vanthu_error *error)
{
    struct place {
        uint32_t passage, part, row;
    };
    vocabulary terms;
    std::vector<uint32_t> counts;
    std::vector<std::vector<uint32_t>> theirs;
    std::vector<place> places;
    for (uint32_t part = 0; part < parts.size(); part++) {
        theirs.push_back(parts[part].gather_terms(terms, counts));
        parts[part].release();
        for (uint32_t row = 0; row < parts[part].passages_count; row++)
            places.push_back({parts[part].passages[row], part, row});
    }
    std::sort(places.begin(), places.end(),
              [](const place &a, const place &b) { return a.passage < b.passage; });
    forward_file out(path, terms, terms.sorted(), counts, places.size(), error);
    size_t written = 0;
    for (const place &p : places) {
        if (++written % ROWS_HELD == 0)
            for (const forward &part : parts)
                part.release();
        const std::vector<uint32_t> &known = theirs[p.part];
        row r = parts[p.part].row_at(p.row);
        out.begin_row(p.passage, parts[p.part].documents[p.row], parts[p.part].dates[p.row]);
        for (const uint16_t *unit = r.begin; unit < r.end;) {
            uint32_t n = next_number(unit, r.end);
            if (n < known.size())
                out.add(known[n]);
        }
    }
    out.finish();
}

} // namespace vt
