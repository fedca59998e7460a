/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.hh: files of a piece that are written in a row, and mapped. Everything here may throw. */
#ifndef VT_FILES_HH
#define VT_FILES_HH

extern "C" {
#include "base/err.h"
}

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace vt
{

/* A file mapped for reading; it is not empty. */
class mapped_file
{
  public:
    /* Its size has to be `head_bytes` at least, else it is damaged. */
    mapped_file(const std::string &path, size_t head_bytes, struct vanthu_error *error);
    ~mapped_file();
    mapped_file(const mapped_file &) = delete;
    mapped_file &operator=(const mapped_file &) = delete;

    /* The file is not what was written: VANTHU_DAMAGED. */
    [[noreturn]] void damaged(struct vanthu_error *error) const;

    /* What was read is no longer held in this process, until it is read again. */
    void release() const;
    void release(const void *from, const void *to) const;

    const char *bytes = nullptr;
    size_t size = 0;

  private:
    std::string path;
};

/* A new file in the making. */
class file_writer
{
  public:
    /* The first `reserved` bytes are written later. */
    file_writer(const std::string &path, size_t reserved, struct vanthu_error *error);
    ~file_writer();
    file_writer(const file_writer &) = delete;
    file_writer &operator=(const file_writer &) = delete;

    void write(const void *bytes, size_t size);
    template <typename T> void write(const std::vector<T> &values)
    {
        write(values.data(), values.size() * sizeof(T));
    }

    /* What is written from now on stands at the beginning. */
    void rewind();

    /* It is written, but not synced. */
    void finish();

  private:
    [[noreturn]] void fail();

    std::string path;
    struct vanthu_error *error;
    FILE *file;
};

} // namespace vt

#endif
